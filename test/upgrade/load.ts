import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { repositoryPath } from '../../functions/domain/location/location-layout.ts';
import type { ClusterRef } from '../../functions/domain/operation/refs.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { createApplication } from '../asl/harness/application.ts';
import { type AslCluster, keepCredentials, keepKeys } from '../asl/harness/cluster.ts';
import type { ControlPlane } from '../asl/harness/control-plane.ts';
import { createKopia } from '../asl/harness/kopia.ts';
import { onStackClock } from '../support/simulator-clock.ts';
import { HELD, PREVIOUS, type PreviousTables, type Row, textAsBinary } from './files.ts';

/** How long the upgrade took. */
const GAP_MS = 60_000;

export function readPrevious(): PreviousTables {
  return JSON.parse(readFileSync(PREVIOUS.tables, 'utf8'), textAsBinary) as PreviousTables;
}

/**
 * Puts the previous landing's tables, bucket and cluster under today's control plane, at the time at which they were left.
 * Only addresses and the secrets' ARNs are new; and who held what an undo removes has let go of it.
 */
export async function loadPrevious(plane: ControlPlane): Promise<AslCluster & { previous: PreviousTables }> {
  const previous = readPrevious();
  await plane.clock.advance(Date.parse(previous.at) + GAP_MS - plane.clock.now());
  for (const [path, content] of entriesOf<string>(PREVIOUS.location))
    plane.bucket.objects.set(path.replace('p/', ''), Buffer.from(content, 'base64'));

  const row = previous.catalog.find(({ kind }) => kind === 'cluster') ?? {};
  const ref: ClusterRef = { name: row['name'], uid: row['uid'], clusterId: row['status'].clusterId };
  const repositories = previous.catalog.filter(({ kind }) => kind === 'repository');
  const kopia = createKopia(repositories.map(({ name }) => repositoryOf(name)));
  const root = join(plane.root, ref.name);
  for (const [path, content] of entriesOf<object>(PREVIOUS.cluster)) restoreFile(root, path, content);
  const simulator = await startSimulator({ root, clock: onStackClock(plane.clock), runJobs: kopia.runJobs });
  simulator.objects.modify('secrets', HELD.key, ({ metadata }) => {
    metadata.finalizers = [];
  });
  await simulator.settled();

  const renewed: Record<string, object> = {
    cluster: {
      ...row,
      spec: { ...row['spec'], server: simulator.url, secretArns: await keepCredentials(plane, simulator, ref.name) },
    },
  };
  const location = previous.catalog.find(({ kind }) => kind === 'location') ?? {};
  renewed['location'] = { ...location, secretArn: await keepKeys(plane) };
  const catalog = previous.catalog.map((one) => renewed[one['kind']] ?? one);
  await fillTables(plane.dynamodb, plane.tables, { catalog, ledger: previous.ledger });
  return { simulator, kopia, application: createApplication(plane.clock), ref, previous };
}

export async function fillTables(
  client: DynamoDBClient,
  tables: { catalog: string; ledger: string },
  rows: { catalog: Row[]; ledger: Row[] },
): Promise<void> {
  const documents = DynamoDBDocumentClient.from(client);
  for (const name of ['catalog', 'ledger'] as const)
    for (const row of rows[name]) await documents.send(new PutCommand({ TableName: tables[name], Item: row }));
}

/** Of a row `<location uid>#<clusterId>#<namespace>`, below the prefix of the location. */
function repositoryOf(name: string): string {
  const [, clusterId = '', namespace = ''] = name.split('#');
  return `p/${repositoryPath(clusterId, namespace)}`;
}

function entriesOf<Content>(file: string): [path: string, content: Content][] {
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Content>);
}

/** One file of the cluster's. Pods of Jobs begin anew, as if nothing had happened to their node; what volumes hold is nobody's concern. */
function restoreFile(root: string, path: string, content: { status?: unknown; metadata?: Row; handle?: string }): void {
  const [kind, of] = path.split('/');
  if (kind === 'csi') mkdirSync(join(root, 'storage', String(of), String(content.handle)), { recursive: true });
  const owners = content.metadata?.['ownerReferences'] as { kind: string }[] | undefined;
  const isOfJob = of === 'pods' && owners?.some((owner) => owner.kind === 'Job');
  const { status: _, ...fresh } = content;
  writeInto(join(root, 'state', path), JSON.stringify(isOfJob ? { ...fresh, status: { phase: 'Pending' } } : content));
}

function writeInto(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
