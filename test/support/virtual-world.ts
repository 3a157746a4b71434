import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupSteps } from '../../functions/backup/steps.ts';
import type { BackupSpec } from '../../functions/domain/backup-spec.ts';
import { executionNameOf, operationIdOf } from '../../functions/domain/ids.ts';
import { renderRecoveryKey } from '../../functions/domain/keys.ts';
import { type Operation, TERMINAL_PHASES } from '../../functions/domain/operation.ts';
import type { RestoreSpec } from '../../functions/domain/restore-spec.ts';
import { resolveSettings, type Settings } from '../../functions/domain/settings.ts';
import { reconcile } from '../../functions/events/reconcile.ts';
import { sweep } from '../../functions/events/sweep.ts';
import { restoreSteps } from '../../functions/restore/steps.ts';
import { readConfig } from '../../functions/runtime/config.ts';
import type { Services } from '../../functions/runtime/services.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { openCatalog } from '../../functions/services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../../functions/services/catalog/leases.ts';
import { openRepositories } from '../../functions/services/catalog/repositories.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import type { Executions } from '../../functions/services/executions/executions.ts';
import { openLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createKubernetesMovers } from '../../functions/services/mover/kubernetes-movers.ts';
import { applyManifests } from '../../infra/cluster/manifests.ts';
import { createLambdaHost, type Invocation, type LambdaHandler } from '../../infra/local/lambda-host.ts';
import { onStackClock } from '../../infra/local/simulator/clock.ts';
import { seedShop } from '../../infra/local/simulator/shop.ts';
import { startSimulator } from '../../infra/local/simulator/simulator.ts';
import { functionArn, machineArn } from '../../infra/local/step-functions/limits.ts';
import { createStepFunctions } from '../../infra/local/step-functions/step-functions.ts';
import { createVirtualClock } from '../../infra/local/step-functions/virtual-clock.ts';
import { createMemoryStore } from './memory-store.ts';
import { productClock } from './product-clock.ts';
import { type MoverScript, scriptMovers } from './scripted-movers.ts';
import { startTables } from './tables.ts';

const MACHINES = join(import.meta.dirname, '../../state-machines');
const SWEEP_MS = 300_000;
const MOST_SWEEPS = 12;

export type Intercept = (invocation: Invocation & { step: string }, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * The real state machines, steps, ledger and cluster client in virtual time, on a simulated cluster whose movers are
 * scripted: a backup of hours takes a second. `intercept` stands between machine and step; `movers` may be changed on the way.
 */
export async function startVirtualWorld() {
  const stackClock = createVirtualClock({ start: Date.UTC(2026, 10, 23, 9) });
  const clock = productClock(stackClock);
  const movers: MoverScript = { seconds: 2, files: 7, bytes: 70_000 };
  const simulator = await startSimulator({
    clock: onStackClock(stackClock),
    runJobs: (run) => scriptMovers(movers)(run),
    log: () => undefined,
  });
  const tables = await startTables();
  const policy = createAddressPolicy(['127.0.0.0/8']);
  const config = readConfig({
    INSTALLATION_ID: 'abcdefghij',
    CATALOG_TABLE: tables.tables.catalog,
    LEDGER_TABLE: tables.tables.ledger,
    TAKEOVER_GRACE_SECONDS: '5',
  });
  const clusterRef = { name: 'demo', uid: 'cluster-uid', clusterId: '' };
  const open = (identity: string) =>
    openCluster({
      ref: clusterRef,
      ownNamespace: 'snapferry',
      credentials: parseAccess({ kind: 'kubeconfig', kubeconfig: simulator.kubeconfig(identity) }, policy),
      policy,
      clock,
    });
  const clusters = { backup: open('backup'), restore: open('restore'), admin: open('admin') };
  clusterRef.clusterId = await clusters.admin.identity();
  await applyManifests(clusters.admin);
  await seedShop(simulator);

  const store = createMemoryStore();
  const location = {
    ref: { name: 'local', uid: 'location-uid' },
    locationUid: 'location-uid',
    type: 's3',
    s3: { endpoint: 'http://s3.test', region: 'us-east-1', bucket: 'b', prefix: '', pathStyle: true },
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(1)),
    store,
  } satisfies Location;

  const intercepts: { now: Intercept } = { now: async (_invocation, next) => await next() };
  const logged: string[] = [];
  const log = (message: string, facts?: Record<string, unknown>) =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  const services: Services = {
    catalog: openCatalog(tables.client, tables.tables.catalog, clock),
    clock,
    clusters: { open: async (_ref, identity) => clusters[identity] },
    config,
    executions: executionsOf(() => stepFunctions),
    leases: openLeases(tables.client, tables.tables.catalog, clock),
    ledger: openLedger(tables.client, tables.tables.ledger, clock),
    locations: { open: async () => location },
    log: { info: log, warn: log, error: log },
    movers: createKubernetesMovers({ installationId: config.installationId, clock }),
    repositories: openRepositories(tables.client, tables.tables.catalog, clock),
    secrets: { write: async () => '', read: async () => ({}), remove: async () => undefined },
  };
  const steps = { ...backupSteps(services), ...restoreSteps(services) };
  const host = createLambdaHost({
    clock: stackClock,
    functions: Object.fromEntries(
      Object.entries(steps).map(([name, handler]) => [name, { load: () => handler as unknown as LambdaHandler }]),
    ),
    intercept: async (invocation, next) => {
      const { step } = invocation.payload as { step: string };
      return await intercepts.now({ ...invocation, step }, next);
    },
  });
  const stepFunctions = createStepFunctions({
    invoke: (name, payload) => host.invoke(name, payload),
    clock: stackClock,
    random: () => 0.5,
    onStatusChange: ({ detail }) => {
      if (detail.status === 'RUNNING' || detail.status === 'SUCCEEDED') return;
      const event = { detail } as unknown as Parameters<ReturnType<typeof reconcile>>[0];
      stackClock.detached(() => void stackClock.activity(() => reconcile(services)(event)));
    },
  });
  const values = Object.fromEntries(
    Object.keys(steps).map((name) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}Arn`, functionArn(name)]),
  );
  for (const name of ['backup', 'restore']) {
    stepFunctions.register({ name, definition: readFileSync(join(MACHINES, `${name}.asl.json`), 'utf8'), values });
  }

  async function begin<Spec>(kind: 'backup' | 'restore', name: string, spec: Spec, backup?: string): Promise<string> {
    const at = clock.now().toISOString();
    const operationId = operationIdOf(kind, [name]);
    const operation: Operation<Spec> = {
      operationId,
      kind,
      name,
      phase: 'Pending',
      epoch: 1,
      polls: 0,
      executions: [],
      losses: 0,
      spec,
      refs: { cluster: clusterRef, location: location.ref, ...(backup ? { backup } : {}) },
      counts: {},
      bytes: 0,
      createdAt: at,
      createdBy: 'test',
      deadline: new Date(clock.now().getTime() + 7 * 86_400_000).toISOString(),
      updatedAt: at,
      warnings: [],
      residuals: [],
      labels: {},
    };
    await services.ledger.createOperation(operation);
    await services.executions.start(kind, operation);
    return operationId;
  }

  /** Runs until the operation has ended and, by the sweep, left nothing; virtual time. */
  async function end(operationId: string): Promise<Operation> {
    for (let sweeps = 0; sweeps < MOST_SWEEPS; sweeps += 1) {
      const found = await ended(operationId);
      if (found && (found.residuals.length === 0 || sweeps > 2)) return found;
      await stackClock.advance(SWEEP_MS);
      await stackClock.activity(sweep(services));
    }
    const stuck = await services.ledger.readOperation(operationId);
    throw new Error(`${operationId} is ${stuck?.phase} in ${stuck?.stage}\n${logged.slice(-10).join('\n')}`);
  }

  async function ended(operationId: string): Promise<Operation | undefined> {
    for (let epoch = 0; ; ) {
      const operation = await services.ledger.readOperation(operationId);
      if (!operation || operation.epoch === epoch)
        return operation && TERMINAL_PHASES.has(operation.phase) ? operation : undefined;
      epoch = operation.epoch;
      await stepFunctions.ended(executionArnOf(operation));
      // The reconciler hears of it in a turn of its own.
      await stackClock.advance(1_000);
    }
  }

  return {
    services,
    simulator,
    stackClock,
    stepFunctions,
    movers,
    store,
    clusters,
    logged,
    intercept: (now: Intercept) => {
      intercepts.now = now;
    },
    executionArnOf,
    begin,
    end,
    beginBackup: async (name: string, changes: Partial<BackupSpec> = {}, settings: Settings = {}) =>
      await begin<BackupSpec>('backup', name, {
        selection: { kind: 'namespaces', namespaces: ['shop'] },
        crossCloud: false,
        offload: true,
        snapshotClasses: {},
        localCopies: { onOffloadFailure: 'keep', failedFor: '72h' },
        settings: resolveSettings('mover', settings),
        ...changes,
      }),
    /** @param target of `shop`; without it every namespace keeps its name */
    beginRestore: async (name: string, backup: string, target?: string, settings: Settings = {}) =>
      await begin<RestoreSpec>(
        'restore',
        name,
        { backup, namespaceMapping: target ? { shop: target } : {}, settings: resolveSettings('mover', settings) },
        backup,
      ),
    stop: async () => {
      stepFunctions.abandon();
      await host.settled();
      for (const cluster of Object.values(clusters)) cluster.close();
      await simulator.stop();
      await tables.stop();
    },
  };
}
export type VirtualWorld = Awaited<ReturnType<typeof startVirtualWorld>>;

function executionArnOf({ kind, operationId, epoch }: { kind: string; operationId: string; epoch: number }): string {
  return `${machineArn(kind).replace(':stateMachine:', ':execution:')}:${executionNameOf(operationId, epoch)}`;
}

function executionsOf(machines: () => ReturnType<typeof createStepFunctions>): Executions {
  return {
    start: async (kind, run) => {
      const name = executionNameOf(run.operationId, run.epoch);
      const input = JSON.stringify({ operationId: run.operationId, epoch: run.epoch });
      try {
        return machines().start({ stateMachineArn: machineArn(kind), name, input }).executionArn;
      } catch (thrown) {
        // started before, and ended: as the real client has it
        if (thrown instanceof Error && thrown.name === 'ExecutionAlreadyExists')
          return executionArnOf({ kind, ...run });
        throw thrown;
      }
    },
    describe: async (arn) => ({ status: machines().describe(arn).status }),
    stop: async (arn, error, cause) => void machines().stop(arn, error, cause),
  };
}
