/** `npm run previous`, run by the commit that lands: what the next landing must go on with (README.md of test/fixtures/previous). */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { backupRoutes } from '../../functions/api/backups/routes.ts';
import { createApi } from '../../functions/api/http/router.ts';
import { locationRoutes } from '../../functions/api/locations/routes.ts';
import { operationRoutes } from '../../functions/api/operations/routes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { createAuditTrail } from '../../functions/services/audit/dynamodb-audit.ts';
import { createSchedulerClient } from '../../functions/services/schedules/client.ts';
import { createSchedules } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import { findRoute } from '../../local/http-api/routes.ts';
import type { RunJobs } from '../../simulator/kubelet/run.ts';
import { type AslCluster, createShop, SHOP, startCluster } from '../asl/harness/cluster.ts';
import type { ControlPlane } from '../asl/harness/control-plane.ts';
import { said } from '../asl/harness/kopia.ts';
import { startWorld, type World } from '../asl/harness/world.ts';
import { eventOf } from '../support/api-event.ts';
import { PREVIOUS, type PreviousTables, type Row } from './files.ts';

const MINUTE_MS = 60_000;
const LONG_MS = 24 * 60 * MINUTE_MS;
/** Objects whose values are secrets, though of a cluster and a store that are no more. */
const SECRETS = 'objects/secrets/';
/** Keys and pids; and what a cluster forgets after an hour. */
const LEFT_OUT = /^(certificates|credentials|server)\.json$|^processes\/|^objects\/events\//;

const root = mkdtempSync(join(tmpdir(), 'snapferry-previous-'));
const world = await startWorld();
try {
  const cluster = await startCluster(world.plane, { root });
  await createShop(cluster, 2);
  const api = openApi(world.plane);
  await makeHistory(world, cluster, api);
  await world.plane.clock.advance(10 * MINUTE_MS);
  api.startsNothing = true;
  await api.post('/v1/backups', backupBody('pending', cluster));
  await write(world.plane);
  await cluster.simulator.stop();
} finally {
  await world.stop();
  rmSync(root, { recursive: true, force: true });
}

function backupBody(name: string, { ref }: AslCluster) {
  return { name, cluster: ref.name, locations: ['attic'], selection: { namespaces: [SHOP] } };
}

/** Operations of every kind that have ended, each way there is; then one of each that goes on for as long as it likes. */
async function makeHistory({ ended, location }: World, cluster: AslCluster, api: ReturnType<typeof openApi>) {
  const { kopia, ref } = cluster;
  const validation = () => api.post(`/v1/locations/${location.name}/validate`, { cluster: ref.name });
  const restore = (backup: string, to: string) =>
    api.post('/v1/restores', { name: `into ${to}`, backup, namespaceMapping: { [SHOP]: to } });
  await ended(await validation());
  const good = await api.post('/v1/backups', backupBody('good', cluster));
  await ended(good);
  await ended(await restore(good, 'shop-copy'));
  kopia.fail = (action) => (action === 'snapshot' ? said(1, { action, failed: 'snapshot', exit: 1 }) : undefined);
  await ended(await api.post('/v1/backups', backupBody('not uploaded', cluster)));
  kopia.fail = undefined;
  const cancelled = await api.post('/v1/backups', backupBody('cancelled', cluster));
  await api.post(`/v1/backups/${cancelled}/cancel`, {});
  await ended(cancelled);

  const { runJobs } = kopia;
  kopia.fail = (_, environment) => {
    const { fail } = kopia;
    kopia.fail = undefined;
    const result = runJobs({ environment } as Parameters<RunJobs>[0]) as ReturnType<typeof said>;
    kopia.fail = fail;
    return { ...result, afterMs: LONG_MS };
  };
  await api.post('/v1/backups', backupBody('under way', cluster));
  await restore(good, 'shop-again');
  await validation();
}

function openApi({ dynamodb, services, tables }: ControlPlane) {
  const api = { startsNothing: false, post };
  const start: typeof services.executions.start = async (kind, run) => {
    if (api.startsNothing) throw new Error('the API ended between the row and the execution');
    return await services.executions.start(kind, run);
  };
  const needs = {
    ...services,
    audit: createAuditTrail(dynamodb, tables.ledger, services.clock),
    executions: { ...services.executions, start },
    policy: createAddressPolicy(['127.0.0.0/8']),
    schedules: createSchedules(createSchedulerClient(), {
      ...services.config.scheduler,
      machineArn: services.config.machineArns.backup,
    }),
  };
  const functions: Record<string, ReturnType<typeof createApi>> = {
    apiLocations: createApi(needs, locationRoutes),
    apiBackups: createApi(needs, backupRoutes),
    apiOperations: createApi(needs, operationRoutes),
  };

  async function post(path: string, body: unknown): Promise<string> {
    const found = findRoute(ROUTES as unknown as Parameters<typeof findRoute>[0], 'POST', path);
    const event = eventOf('POST', path, '', { body }, found?.pathParameters ?? {});
    const answer = await functions[found?.route.function ?? '']?.(event, { awsRequestId: 'r' } as Context);
    const said = JSON.parse(String(answer?.body)) as { operationId?: string; id?: string };
    if ((answer?.statusCode ?? 500) >= 300) throw new Error(`POST ${path}: ${answer?.body}`);
    return String(said.id ?? said.operationId);
  }
  return api;
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
  rmSync(PREVIOUS.machines, { recursive: true, force: true });
  mkdirSync(PREVIOUS.machines, { recursive: true });
  cpSync(join(import.meta.dirname, '../../state-machines'), PREVIOUS.machines, { recursive: true });
  writeFileSync(PREVIOUS.tables, `${JSON.stringify(tables, undefined, 1)}\n`);
  writeLines(PREVIOUS.cluster, readTree(join(root, 'state'), clusterFile));
  const { objects } = plane.bucket;
  const inBase64 = (key: string) => [`p/${key}`, Buffer.from(objects.get(key) ?? []).toString('base64')];
  writeLines(PREVIOUS.location, Object.fromEntries([...objects.keys()].toSorted().map(inBase64)));
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
