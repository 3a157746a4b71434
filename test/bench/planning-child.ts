/** What one function does with a big cluster, for a backup or for a simulation of it, in a process of its own, so that its memory is its own: see planning.ts. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { collectResources } from '../../functions/backup/collect-resources.ts';
import { planBackup } from '../../functions/backup/plan-backup.ts';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import { resolveSettings } from '../../functions/domain/settings/settings.ts';
import type { Config } from '../../functions/platform/config.ts';
import type { Step, StepPayload } from '../../functions/platform/step.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { createCatalog } from '../../functions/services/catalog/dynamodb-catalog.ts';
import { createRepositories } from '../../functions/services/catalog/repositories.ts';
import { createSlots } from '../../functions/services/catalog/slots.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { simulateBackup } from '../../functions/simulate/simulate-backup.ts';

/** From planning.ts, as JSON on standard input. */
export interface PlanningJob {
  kubeconfig: string;
  dynamodb: string;
  ledgerTable: string;
  catalogTable: string;
  namespace: string;
  /** Whether a backup is simulated, in place of planned and collected. */
  simulates: boolean;
}
export interface PlanningReport {
  planSeconds: number;
  collectSeconds: number;
  simulateSeconds: number;
  volumes: number;
  objects: number;
  megabytes: number;
}

const FUNCTION_MS = 120_000;
const RUN = { operationId: 'bk-big', epoch: 1 };
const DAY_SECONDS = 86_400;
/** As it is registered; a location of this name is none of the repositories'. */
const ITEM = { name: 'big', uid: 'big', spec: { namespace: 'snapferry', settings: {} }, status: {} };
const LOCATION = { name: 'nowhere', uid: 'nowhere' };

const job = JSON.parse(await readStandardInput()) as PlanningJob;
const policy = createAddressPolicy(['127.0.0.0/8']);
const ref = { name: 'big', uid: 'big', clusterId: '' };
const cluster = openCluster({
  ref,
  ownNamespace: 'snapferry',
  credentials: parseAccess({ kind: 'kubeconfig', kubeconfig: job.kubeconfig }, policy),
  policy,
  clock: systemClock,
});
ref.clusterId = await cluster.identity();
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const client = new DynamoDBClient({ endpoint: job.dynamodb, region: 'us-east-1', credentials });
const spec: BackupSpec = {
  selection: { kind: 'namespaces', namespaces: [job.namespace] },
  crossCloud: false,
  offload: true,
  snapshotClasses: {},
  localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
  settings: resolveSettings('mover'),
};
const refs = { cluster: ref, locations: [LOCATION] };
const given = { operationId: RUN.operationId, name: 'big', refs, createdBy: 'bench' };
const services = {
  clock: systemClock,
  clusters: { open: async () => cluster },
  catalog: { ...createCatalog(client, job.catalogTable, systemClock), read: async () => ITEM as never },
  config: { moverImage: 'kopia:1', installationId: 'abcdefghij' } as Config,
  repositories: createRepositories(client, job.catalogTable, systemClock),
  slots: createSlots(client, job.catalogTable),
  ledger: createLedger(client, job.ledgerTable, systemClock),
  locations: { open: async () => discardingLocation() },
  log: { info: () => undefined, warn: console.error, error: console.error },
};
const report = job.simulates ? await simulate() : await backUp();
console.log(JSON.stringify({ ...report, megabytes: process.resourceUsage().maxRSS / 1024 }));
client.destroy();
cluster.close();

type Measured = Omit<PlanningReport, 'megabytes'>;

async function backUp(): Promise<Measured> {
  await services.ledger.createOperation(
    newOperation({ ...given, kind: 'backup', spec }, systemClock.now(), DAY_SECONDS),
  );
  const first = { step: 'planBackup', input: RUN, executionArn: 'bench' };
  const planSeconds = await turnUntilDone(planBackup(services), first);
  const collectSeconds = await turnUntilDone(collectResources(services), { step: 'collectResources', run: RUN });
  const parts = await services.ledger.readParts(RUN.operationId);
  const objects = parts.reduce((sum, { count }) => sum + count, 0);
  return { planSeconds, collectSeconds, simulateSeconds: 0, volumes: await countVolumes(), objects };
}

async function simulate(): Promise<Measured> {
  const { settings } = spec;
  const asked = { ...given, kind: 'simulation' as const, spec: { of: 'backup' as const, backup: spec, settings } };
  await services.ledger.createOperation(newOperation(asked, systemClock.now(), DAY_SECONDS));
  const simulateSeconds = await turnUntilDone(simulateBackup(services), { step: 'simulateBackup', run: RUN });
  const { simulation } = (await services.ledger.readOperation(RUN.operationId)) ?? {};
  const objects = simulation?.objects.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return { planSeconds: 0, collectSeconds: 0, simulateSeconds, volumes: await countVolumes(), objects };
}

async function countVolumes(): Promise<number> {
  return (await services.ledger.readVolumes(RUN.operationId)).length;
}

async function turnUntilDone(step: Step, payload: StepPayload): Promise<number> {
  const began = performance.now();
  for (;;) {
    const invoked = performance.now();
    const { status } = await step(payload, () => FUNCTION_MS - (performance.now() - invoked));
    if (status === 'done') return (performance.now() - began) / 1000;
    if (status !== 'waiting') throw new Error(`${payload.step} is ${status}`);
  }
}

/** Takes everything and keeps nothing: a store in this process would count as the function's memory. */
function discardingLocation(): Location {
  return {
    ref: LOCATION,
    locationUid: LOCATION.uid,
    type: 's3',
    s3: { endpoint: 'http://s3.test', region: 'us-east-1', bucket: 'b', prefix: '', pathStyle: true },
    credentials,
    recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(1)),
    store: createObjectBackupStore({
      put: async () => 'written',
      get: async () => undefined,
      list: async () => ({ keys: [] }),
      folders: async () => [],
      delete: async () => undefined,
    }),
  };
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
