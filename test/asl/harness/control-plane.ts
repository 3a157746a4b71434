import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../functions/platform/config.ts';
import type { Log } from '../../../functions/platform/logger.ts';
import { composeServices } from '../../../functions/platform/real-services.ts';
import { type Exchange, overHttps } from '../../../functions/services/cluster/exchange.ts';
import { type OpenSession, overWebSocket } from '../../../functions/services/cluster/session.ts';
import { embeddedEnvironment, setEnvironment } from '../../../local/environment.ts';
import type { BusEvent } from '../../../local/event-bus.ts';
import { createLambdaHost, type LambdaHandler } from '../../../local/lambda-host.ts';
import { startSchedulerEndpoint } from '../../../local/scheduler/endpoint.ts';
import { startSecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';
import { startStepFunctionsEndpoint } from '../../../local/step-functions/endpoint.ts';
import { machineArn } from '../../../local/step-functions/limits.ts';
import { openDirectDynamoDb } from '../../support/direct-dynamodb.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import type { State } from './calls.ts';
import { deploySteps } from './deploy-steps.ts';
import { FUNCTION_NAMES, startMachines } from './machines.ts';
import { type Life, live, newLife } from './mortal.ts';
import { productClock } from './product-clock.ts';

export const INSTALLATION = 'aslaslasla';
const MACHINES = join(import.meta.dirname, '../../../state-machines');
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

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
  /** The API servers that are asked within this process, by port. */
  const clusters = new Map<number, Ways>();
  let handlers: Record<string, LambdaHandler> = {};

  const host = createHost(clock, state, alive, (name) => handlers[name]);
  const start = () => startMachines({ root, clock, host, machineFiles, isDelivered: () => state.deliver });
  let machines = start();
  const endpoint = await startStepFunctionsEndpoint(current(() => machines.stepFunctions));
  const schedulerEndpoint = await startSchedulerEndpoint(current(() => machines.scheduler));
  const giveBack = setEnvironment(
    embeddedEnvironment({
      stepFunctions: interpreter ?? endpoint.url,
      scheduler: schedulerEndpoint.url,
      // The tables are reached directly, and by no other way.
      dynamodb: 'http://dynamodb.invalid',
      secretsManager: vault.url,
    }),
  );
  const timed = productClock(clock);
  const real = composeServices('asl', configOf(tables), {
    clock: timed,
    log: SILENT,
    dynamodb,
    openObjects: () => bucket,
    ...waysBy(clusters, { exchange: overHttps, openSession: overWebSocket(timed) }),
  });
  const { schedules, emitted, ...deployed } = deploySteps(real, bucket, state);
  handlers = deployed.handlers;
  machines.start();

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
    clusters,
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
      machines.abandon();
      for (const life of alive) life.dead = true;
      host.kill();
      release();
      if (after > 0) await clock.advance(after);
      const hold = clock.hold();
      machines = start();
      machines.stepFunctions.announceLosses();
      clock.detached(machines.start);
      hold();
    },
    async stop(): Promise<void> {
      machines.abandon();
      host.kill();
      real.clusters.close();
      await Promise.all([endpoint.stop(), schedulerEndpoint.stop(), vault.stop()]);
      giveBack();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
export type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

/** How a cluster is asked, and how its sessions are opened. */
interface Ways {
  exchange: Exchange;
  openSession: OpenSession;
}

/** Each cluster's own, by its port, or else the others'. */
function waysBy(own: ReadonlyMap<number, Ways>, others: Ways): Ways {
  const waysTo = ({ port }: { port?: string | number | null | undefined }) => own.get(Number(port)) ?? others;
  return {
    exchange: (request, ...rest) => waysTo(request).exchange(request, ...rest),
    openSession: (request, opening) => waysTo(request).openSession(request, opening),
  };
}

/** What is there now, at each call: a restart makes another. */
function current<Part extends object>(read: () => Part): Part {
  return new Proxy({} as Part, { get: (_, name) => Reflect.get(read(), name) as unknown });
}

function configOf(tables: { catalog: string; ledger: string }) {
  return readConfig({
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
    SIMULATION_MACHINE_ARN: machineArn('simulate'),
    ALLOWED_CIDRS: '127.0.0.0/8',
  });
}

/** Runs the functions; each invocation is a life, which a restart ends. */
function createHost(
  clock: VirtualClock,
  state: State,
  alive: Set<Life>,
  handlerOf: (name: string) => LambdaHandler | undefined,
) {
  return createLambdaHost({
    clock,
    functions: Object.fromEntries(
      FUNCTION_NAMES.map((name) => [
        name,
        { load: () => (event: never, context) => handlerOf(name)?.(event, context), timeoutSeconds: 120 },
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
}
