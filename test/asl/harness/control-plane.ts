import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupSteps } from '../../../functions/backup/steps.ts';
import { deletionSteps } from '../../../functions/delete-backup/steps.ts';
import { Fault } from '../../../functions/domain/errors.ts';
import { reconcile } from '../../../functions/events/reconcile.ts';
import { settle } from '../../../functions/events/settle.ts';
import { sweep } from '../../../functions/events/sweep.ts';
import { maintenanceSteps } from '../../../functions/maintain-location/steps.ts';
import { readConfig } from '../../../functions/platform/config.ts';
import type { Log } from '../../../functions/platform/logger.ts';
import { composeServices } from '../../../functions/platform/real-services.ts';
import type { Services } from '../../../functions/platform/services.ts';
import { restoreSteps } from '../../../functions/restore/steps.ts';
import { checkSlots } from '../../../functions/schedules/check-slots.ts';
import { recordMissed } from '../../../functions/schedules/record-missed.ts';
import { syncSchedules } from '../../../functions/schedules/sync-schedules.ts';
import type { LocationClaims, ObjectStore } from '../../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../../functions/services/location/object-backup-store.ts';
import { createEmfMetrics } from '../../../functions/services/metrics/emf-metrics.ts';
import { createNotifier } from '../../../functions/services/notifier/real-notifier.ts';
import { createSchedulerClient } from '../../../functions/services/schedules/client.ts';
import { openSchedules } from '../../../functions/services/schedules/eventbridge-scheduler.ts';
import { undoSteps } from '../../../functions/undo-restore/steps.ts';
import { validationSteps } from '../../../functions/validate-location/steps.ts';
import { machineNames, readDefinition } from '../../../infra/read-machines.ts';
import { embeddedEnvironment, setEnvironment } from '../../../local/environment.ts';
import { type BusEvent, createEventBus, type EventBus } from '../../../local/event-bus.ts';
import { readEventRules } from '../../../local/event-rules.ts';
import { createLambdaHost, type LambdaHandler } from '../../../local/lambda-host.ts';
import { startSchedulerEndpoint } from '../../../local/scheduler/endpoint.ts';
import { createScheduler, type Scheduler } from '../../../local/scheduler/scheduler.ts';
import { startSecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';
import { startStepFunctionsEndpoint } from '../../../local/step-functions/endpoint.ts';
import { functionArn, machineArn } from '../../../local/step-functions/limits.ts';
import { createStepFunctions, type StepFunctions } from '../../../local/step-functions/step-functions.ts';
import { createVirtualClock } from '../../../local/step-functions/virtual-clock.ts';
import { openDirectDynamoDb } from '../../support/direct-dynamodb.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { currentLife, type Life, live, mortal, newLife } from './mortal.ts';
import { productClock } from './product-clock.ts';

export const INSTALLATION = 'aslaslasla';
const MACHINES = join(import.meta.dirname, '../../../state-machines');
const deployed = readEventRules();
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a state machine sends a step, and how the harness sees it. */
export interface Call {
  functionName: string;
  payload: unknown;
  life: Life;
  /** Runs the function; again for a second delivery. */
  next: () => Promise<unknown>;
}
export type Intercept = (call: Call) => Promise<unknown>;

interface State {
  intercept: Intercept | undefined;
  /** Whether status changes of executions reach the reconciler. */
  deliver: boolean;
  /** Whether the store does not answer the control plane. */
  locationDown: boolean;
  /** If set: of invocations that ask the location every other one is told to come back. Whether each was. */
  pending: Map<Life, boolean> | undefined;
}

/**
 * The control plane in virtual time: the real state machine files, the real steps on their real services, with DynamoDB in
 * memory and a real S3 server; the reconciler and the sweep are wired as deployed. `restart` is a kill -9 and a new start.
 *
 * @param interpreter the endpoint of another Step Functions than the embedded one, whose executions the product starts
 * @param machineFiles the folder of the state machine files
 */
export async function startControlPlane({
  interpreter,
  machineFiles = MACHINES,
}: {
  interpreter?: string;
  machineFiles?: string;
} = {}) {
  const clock = createVirtualClock({ start: Date.UTC(2026, 10, 23, 9) });
  const root = mkdtempSync(join(tmpdir(), 'snapferry-asl-'));
  const { client: dynamodb, tables } = await openDirectDynamoDb();
  const vault = await startSecretsManager({ clock });
  const bucket = createMemoryStore(new Map(), () => new Date(clock.now()).toISOString());
  const state: State = { intercept: undefined, deliver: true, locationDown: false, pending: undefined };
  const alive = new Set<Life>();
  let handlers: Record<string, LambdaHandler> = {};

  const host = createLambdaHost({
    clock,
    functions: Object.fromEntries(
      [...Object.keys(FUNCTIONS), ...EVENT_FUNCTIONS].map((name) => [
        name,
        { load: () => (event: never, context) => handlers[name]?.(event, context), timeoutSeconds: 120 },
      ]),
    ),
    intercept: async ({ functionName, payload }, next) => {
      const life = newLife();
      alive.add(life);
      const call = { functionName, payload, life, next: () => live(life, next) };
      try {
        return await (state.intercept ? state.intercept(call) : call.next());
      } finally {
        alive.delete(life);
      }
    },
  });

  function startMachines(): { stepFunctions: StepFunctions; bus: EventBus; scheduler: Scheduler } {
    const bus = createEventBus({
      clock,
      invoke: (name, event) => host.invoke(name, event),
      rules: deployed.rules,
      sweeps: deployed.sweeps.filter(({ function: name }) => EVENT_FUNCTIONS.includes(name)),
    });
    const stepFunctions: StepFunctions = createStepFunctions({
      folder: root,
      clock,
      random: () => 0.5,
      invoke: (name, payload) => host.invoke(name, payload),
      onStatusChange: (event) => state.deliver && bus.put(event),
    });
    for (const name of machineNames(machineFiles)) {
      stepFunctions.register({ name, definition: readDefinition(machineFiles, name), values: ARNS });
    }
    const scheduler = createScheduler({
      folder: root,
      clock,
      deliver: async (stateMachineArn, input) => void stepFunctions.start({ stateMachineArn, input }),
      giveUp: async (_, body) => void (await host.invoke('recordMissed', { Records: [{ messageId: 'one', body }] })),
    });
    return { stepFunctions, bus, scheduler };
  }

  let machines = startMachines();
  const current = new Proxy({} as StepFunctions, {
    get: (_, name) => Reflect.get(machines.stepFunctions, name) as unknown,
  });
  const endpoint = await startStepFunctionsEndpoint(current);
  const schedulerEndpoint = await startSchedulerEndpoint(
    new Proxy({} as Scheduler, { get: (_, name) => Reflect.get(machines.scheduler, name) as unknown }),
  );
  const giveBack = setEnvironment(
    embeddedEnvironment({
      stepFunctions: interpreter ?? endpoint.url,
      scheduler: schedulerEndpoint.url,
      // The tables are reached directly, and by no other way.
      dynamodb: 'http://dynamodb.invalid',
      secretsManager: vault.url,
    }),
  );
  const config = readConfig({
    INSTALLATION_ID: INSTALLATION,
    CATALOG_TABLE: tables.catalog,
    LEDGER_TABLE: tables.ledger,
    BACKUP_MACHINE_ARN: machineArn('backup'),
    RESTORE_MACHINE_ARN: machineArn('restore'),
    VALIDATION_MACHINE_ARN: machineArn('validate-location'),
    SCHEDULE_GROUP: 'embedded',
    SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/embedded',
    SCHEDULE_DEAD_LETTERS_ARN: 'arn:aws:sqs:us-east-1:000000000000:embedded',
    DELETE_MACHINE_ARN: machineArn('delete-backup'),
    MAINTENANCE_MACHINE_ARN: machineArn('maintain-location'),
    UNDO_MACHINE_ARN: machineArn('undo-restore'),
    ALLOWED_CIDRS: '127.0.0.0/8',
  });
  const real = composeServices('asl', config, {
    clock: productClock(clock),
    log: SILENT,
    dynamodb,
    openObjects: () => bucket,
  });
  const { clock: productTime, config: _, log, policy: __, ...outside } = real;
  const locations = withOutages(outside.locations, bucket, state);
  const emitted: Emitted[] = [];
  const write = (line: string) => void emitted.push(JSON.parse(line) as Emitted);
  const metrics = createEmfMetrics({ stage: 'asl', namespace: 'Asl', clock: productTime, write });
  const services = { ...mapValues({ ...outside, locations, metrics }), clock: productTime, config, log };
  const schedules = mortal(
    openSchedules(createSchedulerClient(), { ...config.scheduler, machineArn: config.machineArns.backup }),
  );
  const { secrets } = services;
  const notifier = mortal(
    createNotifier({ secrets, clock: productTime, allowedCidrs: config.allowedCidrs, topics: config.topics }),
  );
  handlers = {
    ...backupSteps(services),
    ...restoreSteps(services),
    ...maintenanceSteps(services),
    ...validationSteps({ ...services, claims: services.locations }),
    ...deletionSteps(services),
    ...undoSteps(services),
    reconcile: reconcile(services),
    settle: settle({ ...services, notifier }),
    sweep: sweep({ ...services, notifier }),
    checkSlots: checkSlots({ ...services, notifier, schedules }),
    syncSchedules: syncSchedules({ ...services, schedules }),
    recordMissed: recordMissed({ ...services, notifier }),
  } as Record<string, LambdaHandler>;
  machines.bus.start();
  machines.scheduler.start();

  return {
    clock,
    root,
    /** What CloudWatch would read, oldest first. */
    emitted,
    /** The objects of the location, below its prefix. */
    bucket,
    host,
    /** As the steps have them, for what the harness itself reads and writes. */
    services: real,
    schedules,
    state,
    dynamodb,
    tables,
    machine: machineArn,
    /** Tells of an execution that ended elsewhere than in the embedded Step Functions. */
    announce: (event: BusEvent) => machines.bus.put(event),
    get stepFunctions() {
      return machines.stepFunctions;
    },
    /**
     * kill -9 of everything that is the control plane's, and a new start on what it had stored.
     * @param options.after how long it is down, in milliseconds
     */
    async restart({ after = 0 } = {}): Promise<void> {
      const release = clock.hold();
      machines.bus.stop();
      machines.scheduler.stop();
      machines.stepFunctions.abandon();
      for (const life of alive) life.dead = true;
      host.kill();
      release();
      if (after > 0) await clock.advance(after);
      const hold = clock.hold();
      machines = startMachines();
      machines.stepFunctions.announceLosses();
      clock.detached(() => {
        machines.bus.start();
        machines.scheduler.start();
      });
      hold();
    },
    async stop(): Promise<void> {
      machines.bus.stop();
      machines.scheduler.stop();
      machines.stepFunctions.abandon();
      host.kill();
      real.clusters.close();
      await Promise.all([endpoint.stop(), schedulerEndpoint.stop(), vault.stop()]);
      giveBack();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
export type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

/** Deployed functions by name, and the name of their ARN in the state machine files. */
const FUNCTIONS = {
  plan: 'PlanArn',
  snapshots: 'SnapshotsArn',
  offload: 'OffloadArn',
  records: 'RecordsArn',
  restorePlan: 'RestorePlanArn',
  restoreVolumes: 'RestoreVolumesArn',
  restoreRecords: 'RestoreRecordsArn',
  validateLocation: 'ValidateLocationArn',
  deleteBackup: 'DeleteBackupArn',
  maintainLocation: 'MaintainLocationArn',
  undoRestore: 'UndoRestoreArn',
};
/** Those that no state calls. */
const EVENT_FUNCTIONS = ['reconcile', 'settle', 'sweep', 'checkSlots', 'syncSchedules', 'recordMissed'];
/** What the placeholders of a definition stand for. */
export const ARNS = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, arn]) => [arn, functionArn(name)]));

function mapValues<Services extends Record<string, object>>(services: Services): Services {
  return Object.fromEntries(Object.entries(services).map(([name, one]) => [name, mortal(one)])) as Services;
}

/** A line in the embedded metric format: values and dimensions by name. */
export type Emitted = Record<string, unknown> & { _aws: { Timestamp: number } };

/** A store that answers nobody while it is down. */
function withOutages(
  locations: Services['locations'] & LocationClaims,
  bucket: ObjectStore,
  state: Pick<State, 'locationDown' | 'pending'>,
): Services['locations'] & LocationClaims {
  const isPending = () => {
    const [life, { pending }] = [currentLife(), state];
    if (!pending || !life) return false;
    const isTold = pending.get(life) ?? pending.size % 2 === 0;
    pending.set(life, isTold);
    return isTold;
  };
  const answering = <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result>) => {
    return async (...given: Given): Promise<Result> => {
      if (state.locationDown) throw new Fault('location.unreachable', 'the store does not answer');
      if (isPending()) throw new Fault('location.pending', 'the store answers in a moment');
      return await call(...given);
    };
  };
  return {
    claim: answering(locations.claim),
    async open(ref) {
      const opened = await locations.open(ref);
      const { put, get, list, folders, delete: remove } = bucket;
      const reading = { get: answering(get), list: answering(list), folders: answering(folders) };
      const objects = mortal({ ...reading, put: answering(put), delete: answering(remove) });
      return { ...opened, store: createObjectBackupStore(objects) };
    },
  };
}
