/** `npm run previous`, run by the commit that lands: what the next landing must go on with (README.md of test/fixtures/previous). */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { repositoryPath } from '../../functions/domain/location/location-layout.ts';
import { type AslCluster, createShop, SHOP, startCluster } from '../asl/harness/cluster.ts';
import type { ControlPlane } from '../asl/harness/control-plane.ts';
import { said } from '../asl/harness/kopia.ts';
import { startWorld, type World } from '../asl/harness/world.ts';
import { type Api, openApi } from './api.ts';
import { binaryAsText, filesIn, HELD, PREVIOUS, type PreviousTables, type Row, SCHEDULE, UNDONE } from './files.ts';

const MINUTE_MS = 60_000;
const LONG_MS = 24 * 60 * MINUTE_MS;
/** Objects whose values are secrets, though of a cluster and a store that are no more. */
const SECRETS = 'objects/secrets/';
/** Keys and pids; and what a cluster forgets after an hour. */
const LEFT_OUT = /^(certificates|credentials|server)\.json$|^processes\/|^objects\/events\//;

/** Elsewhere, where a folder is given. */
const files = process.argv[2] === undefined ? PREVIOUS : filesIn(process.argv[2]);
const root = mkdtempSync(join(tmpdir(), 'snapferry-previous-'));
const world = await startWorld();
try {
  const cluster = await startCluster(world.plane, { root });
  await createShop(cluster, 2);
  await limitMovers(world.plane, cluster);
  const api = openApi(world.plane);
  const made = await makeHistory(world, cluster, api);
  // From now on movers go on for longer than anybody looks.
  cluster.kopia.afterMs = LONG_MS;
  cluster.kopia.othersAfterMs = LONG_MS;
  await beginEachKind(world, cluster, api, made);
  await world.plane.clock.advance(10 * MINUTE_MS);
  // It waits ten minutes at most, for somebody who holds what it removes.
  await api.call('POST', `/v1/restores/${made.unfinished}/undo`, {});
  await world.plane.clock.advance(MINUTE_MS);
  api.startsNothing = true;
  await api.call('POST', '/v1/backups', backupBody('pending', cluster));
  await write(world.plane);
  await cluster.simulator.stop();
} finally {
  await world.stop();
  rmSync(root, { recursive: true, force: true });
}

function backupBody(name: string, { ref }: AslCluster) {
  return { name, cluster: ref.name, locations: ['attic'], selection: { namespaces: [SHOP] } };
}

function restoreBody(backup: string, to: string) {
  return { name: `into ${to}`, backup, namespaceMapping: { [SHOP]: to } };
}

/** As many as there are when one operation of each kind is under way. */
async function limitMovers({ services: { catalog } }: ControlPlane, { ref }: AslCluster): Promise<void> {
  const item = await catalog.read('cluster', ref.name);
  if (item) await catalog.update({ ...item, spec: { ...item.spec, settings: { moverLimit: 7 } } }, item.generation);
}

/** Operations that have ended, each way there is. @returns what others are to be begun with */
async function makeHistory({ ended, location, plane }: World, cluster: AslCluster, api: Api) {
  const { kopia, ref, simulator } = cluster;
  const backUp = async (name: string) => await api.call('POST', '/v1/backups', backupBody(name, cluster));
  const restore = async (backup: string, to: string) => await api.call('POST', '/v1/restores', restoreBody(backup, to));
  await ended(await api.call('POST', `/v1/locations/${location.name}/validate`, { cluster: ref.name }));
  const good = await backUp('good');
  await ended(good);
  const repository = `${repositoryPath(ref.clusterId, SHOP)}kopia.repository`;
  await plane.bucket.put(repository, Buffer.from('of a kopia that moves nothing'));
  await ended(await restore(good, 'shop-copy'));
  kopia.fail = (action) => (action === 'snapshot' ? said(1, { action, failed: 'snapshot', exit: 1 }) : undefined);
  await ended(await backUp('not uploaded'));
  kopia.fail = undefined;
  const cancelled = await backUp('cancelled');
  await api.call('POST', `/v1/backups/${cancelled}/cancel`, {});
  await ended(cancelled);

  const entries = [{ id: 'night', kind: 'daily', at: '02:00', keep: 1 }];
  const { name: _, ...backup } = backupBody('', cluster);
  await api.call('POST', '/v1/policies', { name: 'nightly', timeZone: 'UTC', entries });
  await api.call('POST', '/v1/schedules', { name: SCHEDULE, policy: 'nightly', backup });
  await ended(await api.call('POST', `/v1/schedules/${SCHEDULE}/run`, {}));

  const doomed = await backUp('doomed');
  await ended(doomed);
  const effect = { status: 403, message: 'exceeded quota: few' };
  const accept = simulator.faults.add({
    on: 'request',
    verb: 'create',
    resource: 'configmaps',
    namespace: UNDONE,
    effect,
  });
  const unfinished = await restore(good, UNDONE);
  await ended(unfinished);
  accept();
  await plane.clock.advance(MINUTE_MS);
  simulator.objects.modify('secrets', HELD.key, ({ metadata }) => {
    metadata.finalizers = [HELD.finalizer];
  });
  return { good, doomed, unfinished };
}

/** One operation of each kind whose mover runs, and a backup for which the cluster has none left. */
async function beginEachKind(
  { location, plane }: World,
  cluster: AslCluster,
  api: Api,
  { good, doomed }: { good: string; doomed: string },
): Promise<void> {
  await api.call('DELETE', `/v1/backups/${doomed}`);
  await api.call('POST', `/v1/locations/${location.name}/maintain`, { full: true });
  await api.call('POST', `/v1/locations/${location.name}/validate`, { cluster: cluster.ref.name });
  await plane.clock.advance(MINUTE_MS);
  await api.call('POST', '/v1/backups', backupBody('under way', cluster));
  await api.call('POST', '/v1/restores', restoreBody(good, 'shop-again'));
  await plane.clock.advance(MINUTE_MS);
  await api.call('POST', '/v1/backups', backupBody('waits for a mover', cluster));
}

async function write(plane: ControlPlane): Promise<void> {
  const client = DynamoDBDocumentClient.from(plane.dynamodb);
  const scan = async (table: string): Promise<Row[]> =>
    (await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];
  const tables: PreviousTables = {
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    at: new Date(plane.clock.now()).toISOString(),
    catalog: await scan(plane.tables.catalog),
    ledger: await scan(plane.tables.ledger),
    executions: running(plane),
  };
  rmSync(files.machines, { recursive: true, force: true });
  mkdirSync(files.machines, { recursive: true });
  cpSync(join(import.meta.dirname, '../../state-machines'), files.machines, { recursive: true });
  writeFileSync(files.tables, `${JSON.stringify(tables, binaryAsText, 1)}\n`);
  writeLines(files.cluster, readTree(join(root, 'state'), clusterFile));
  const { objects } = plane.bucket;
  const inBase64 = (key: string) => [`p/${key}`, Buffer.from(objects.get(key) ?? []).toString('base64')];
  writeLines(files.location, Object.fromEntries([...objects.keys()].toSorted().map(inBase64)));
}

function running({ stepFunctions }: ControlPlane): PreviousTables['executions'] {
  const executions = stepFunctions.machines.list().flatMap((machine) => stepFunctions.list(machine.stateMachineArn));
  return executions
    .filter(({ status }) => status === 'RUNNING')
    .map(({ executionArn, name, stateMachineArn }) => {
      const entered = stepFunctions.events(executionArn).findLast(({ type }) => type.endsWith('StateEntered'));
      const details = entered?.['stateEnteredEventDetails'] as { name: string; input: string };
      const machine = stateMachineArn.split(':').at(-1) ?? '';
      return { machine, name, state: details.name, input: JSON.parse(details.input) as unknown };
    });
}

function clusterFile(path: string, bytes: Buffer): unknown {
  if (LEFT_OUT.test(path)) return undefined;
  const object = JSON.parse(bytes.toString('utf8')) as { data?: Record<string, string> };
  if (!path.startsWith(SECRETS)) return object;
  const names = Object.keys(object.data ?? {});
  return {
    ...object,
    data: Object.fromEntries(names.map((name) => [name, Buffer.from('left out').toString('base64')])),
  };
}

function readTree(folder: string, content: (path: string, bytes: Buffer) => unknown): Record<string, unknown> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted();
  const read = paths.map((path) => [path, content(path, readFileSync(join(folder, path)))] as const);
  return Object.fromEntries(read.filter(([, found]) => found !== undefined));
}

/** One line for each file of the tree. */
function writeLines(file: string, tree: Record<string, unknown>): void {
  const lines = Object.entries(tree).map(([path, content]) => `${JSON.stringify(path)}: ${JSON.stringify(content)}`);
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
}
