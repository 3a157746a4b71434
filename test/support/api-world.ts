import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { backupRoutes } from '../../functions/api/backups/routes.ts';
import { clusterRoutes } from '../../functions/api/clusters/routes.ts';
import allowed from '../../functions/api/http/allowed.json' with { type: 'json' };
import { type ApiHandler, createApi } from '../../functions/api/http/router.ts';
import { locationRoutes } from '../../functions/api/locations/routes.ts';
import { notificationRoutes } from '../../functions/api/notifications/routes.ts';
import { operationRoutes } from '../../functions/api/operations/routes.ts';
import { type ApiFunction, ROUTES } from '../../functions/api/routes.ts';
import { scheduleRoutes } from '../../functions/api/schedules/routes.ts';
import type { Probes } from '../../functions/operations/probe-cluster.ts';
import { type Config, readConfig } from '../../functions/platform/config.ts';
import type { Log } from '../../functions/platform/logger.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { createAuditTrail } from '../../functions/services/audit/dynamodb-audit.ts';
import { createCatalog } from '../../functions/services/catalog/dynamodb-catalog.ts';
import { createLeases } from '../../functions/services/catalog/leases.ts';
import { createRepositories } from '../../functions/services/catalog/repositories.ts';
import { createSlots } from '../../functions/services/catalog/slots.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../functions/services/cluster/clusters.ts';
import { probeCluster } from '../../functions/services/cluster/probe-cluster.ts';
import { createStepFunctionsExecutions } from '../../functions/services/executions/step-functions.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Locations } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createS3Locations } from '../../functions/services/location/s3-locations.ts';
import { createEmfMetrics } from '../../functions/services/metrics/emf-metrics.ts';
import { createNotifier } from '../../functions/services/notifier/real-notifier.ts';
import { createSchedules } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import { createSecrets } from '../../functions/services/secrets/secrets-manager.ts';
import { systemClock } from '../../local/clock.ts';
import { findRoute } from '../../local/http-api/routes.ts';
import { startSchedulerEndpoint } from '../../local/scheduler/endpoint.ts';
import { createScheduler } from '../../local/scheduler/scheduler.ts';
import { startSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';
import { startStepFunctionsEndpoint } from '../../local/step-functions/endpoint.ts';
import { createStepFunctions } from '../../local/step-functions/step-functions.ts';
import { answerOf, statusOf } from '../../tools/openapi/document.ts';
import { type Asked, eventOf } from './api-event.ts';
import { createMemoryStore } from './memory-store.ts';
import { startTables } from './tables.ts';
import { createTestClock } from './test-clock.ts';

const SDK = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
const IDLE = {
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3600, Next: 'End' }, End: { Type: 'Succeed' } },
};

const MACHINES = [
  'backup',
  'restore',
  'validate-location',
  'delete-backup',
  'maintain-location',
  'undo-restore',
  'simulate',
];

type Backends = Awaited<ReturnType<typeof startBackends>>;
type Line = { level: string; message: string; facts: Record<string, unknown> };

export interface Answer {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any route; each test knows its own shape
  body: any;
  text: string;
}

type Clock = ReturnType<typeof createTestClock>;

/** What answers for AWS, and clients of it. */
async function startBackends(clock: Clock) {
  const tables = await startTables();
  const vault = await startSecretsManager({ clock: systemClock });
  const stepFunctions = createStepFunctions({ invoke: async () => ({}) });
  const definition = JSON.stringify(IDLE);
  const [backup, restore, validation, deletion, maintenance, undo, simulation] = MACHINES.map(
    (name) => stepFunctions.register({ name, definition }).stateMachineArn,
  );
  const scheduler = createScheduler({
    clock: { ...systemClock, now: () => clock.now().getTime() },
    deliver: async () => undefined,
    giveUp: async () => undefined,
  });
  const schedulerEndpoint = await startSchedulerEndpoint(scheduler);
  const executionsEndpoint = await startStepFunctionsEndpoint(stepFunctions);
  const clients = {
    secrets: new SecretsManagerClient({ ...SDK, endpoint: vault.url }),
    sfn: new SFNClient({ ...SDK, endpoint: executionsEndpoint.url }),
    scheduler: new SchedulerClient({ ...SDK, endpoint: schedulerEndpoint.url }),
  };
  const environment = {
    INSTALLATION_ID: 'abcdefghij',
    CATALOG_TABLE: tables.tables.catalog,
    LEDGER_TABLE: tables.tables.ledger,
    BACKUP_MACHINE_ARN: backup,
    RESTORE_MACHINE_ARN: restore,
    VALIDATION_MACHINE_ARN: validation,
    SCHEDULE_GROUP: 'embedded',
    SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/embedded',
    SCHEDULE_DEAD_LETTERS_ARN: 'arn:aws:sqs:us-east-1:000000000000:embedded',
    DELETE_MACHINE_ARN: deletion,
    MAINTENANCE_MACHINE_ARN: maintenance,
    UNDO_MACHINE_ARN: undo,
    SIMULATION_MACHINE_ARN: simulation,
    ALLOWED_CIDRS: '127.0.0.0/8',
  };
  async function stop(): Promise<void> {
    stepFunctions.abandon();
    for (const client of Object.values(clients)) client.destroy();
    await Promise.all([tables.stop(), vault.stop(), executionsEndpoint.stop(), schedulerEndpoint.stop()]);
  }
  return { tables, stepFunctions, scheduler, clients, environment, stop };
}

/** Real services in all but the bucket, which is in memory. */
function composeServices({ tables, clients }: Backends, config: Config, clock: Clock, log: Log) {
  const { client, tables: names } = tables;
  const { allowedCidrs, installationId, machineArns, metricsNamespace, topics } = config;
  const policy = createAddressPolicy(allowedCidrs);
  const catalog = createCatalog(client, names.catalog, clock);
  const secrets = createSecrets(clients.secrets);
  const bucket = createMemoryStore();
  const locations = createS3Locations({ catalog, secrets, clock, policy, installationId });
  return {
    audit: createAuditTrail(client, names.ledger, clock),
    bucket,
    catalog,
    clock,
    clusters: createClusters({ catalog, secrets, clock, policy, ...WITHIN_A_REQUEST }),
    locations: {
      open: async (ref: Parameters<Locations['open']>[0]) => ({
        ...(await locations.open(ref)),
        store: createObjectBackupStore(bucket),
      }),
    },
    config,
    log,
    policy,
    secrets,
    metrics: createEmfMetrics({ stage: 'test', namespace: metricsNamespace, clock }),
    schedules: createSchedules(clients.scheduler, { ...config.scheduler, machineArn: machineArns.backup }),
    slots: createSlots(client, names.catalog),
    repositories: createRepositories(client, names.catalog, clock),
    notifier: createNotifier({ secrets, clock, allowedCidrs, topics }),
    leases: createLeases(client, names.catalog, clock),
    ledger: createLedger(client, names.ledger, clock),
    executions: createStepFunctionsExecutions(clients.sfn, machineArns),
    probes: {
      parse: (access, at) => parseAccess(access, policy, at),
      probe: (credentials, namespace, identity) => probeCluster({ credentials, policy, clock, namespace, identity }),
    } satisfies Probes,
  };
}

function createLogOf(lines: Line[]): Log {
  const line =
    (level: string) =>
    (message: string, facts: Record<string, unknown> = {}) => {
      lines.push({ level, message, facts });
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** The functions of the API on the embedded services, called with the events of an HTTP API. */
export async function startApiWorld(environment: Record<string, string> = {}) {
  const clock = createTestClock();
  const backends = await startBackends(clock);
  const { tables, stepFunctions, scheduler, clients } = backends;
  const lines: Line[] = [];
  const config = readConfig({ ...backends.environment, ...environment });
  const services = composeServices(backends, config, clock, createLogOf(lines));
  const functions: Record<ApiFunction, ApiHandler> = {
    apiClusters: createApi(services, clusterRoutes),
    apiLocations: createApi(services, locationRoutes),
    apiBackups: createApi(services, backupRoutes),
    apiOperations: createApi(services, operationRoutes, allowed),
    apiSchedules: createApi(services, scheduleRoutes),
    apiNotifications: createApi(services, notificationRoutes),
  };
  const routes = [...ROUTES, { method: 'ANY', path: '$default', function: 'apiOperations' }];

  /** The name of each secret that has not been removed, and when it was last written. */
  async function readSecrets(): Promise<string[]> {
    const { SecretList: found = [] } = await clients.secrets.send(new ListSecretsCommand());
    return found.map(({ Name, LastChangedDate }) => `${Name} ${LastChangedDate?.toISOString()}`).toSorted();
  }

  async function call(method: string, target: string, asked: Asked = {}): Promise<Answer> {
    const [path = '', query = ''] = target.split('?');
    const found = findRoute(routes as Parameters<typeof findRoute>[0], method, path);
    const handler = functions[(found?.route.function ?? 'apiOperations') as ApiFunction];
    const event = eventOf(method, path, query, asked, found?.pathParameters ?? {});
    const { statusCode = 0, headers = {}, body = '' } = await handler(event, { awsRequestId: 'r' } as Context);
    const text = body.startsWith('{') ? JSON.parse(body) : undefined;
    if (found && statusCode < 300) assertDescribed(found.routeKey, statusCode, text);
    return { status: statusCode, headers: headers as Record<string, string>, body: text, text: body };
  }

  return {
    ...services,
    call,
    lines,
    stepFunctions,
    scheduler,
    client: tables.client,
    tables: tables.tables,
    /** Everything that a refused request must leave as it was. Leases say nothing of what was done. */
    readAll: async () => {
      const rows = await tables.readAll();
      const catalogRows = rows.catalog.filter((row) => !row.includes('"kind":"lease"'));
      // A refusal leaves a record, and nothing else.
      const ledgerRows = rows.ledger.filter((row) => !row.includes('"operationId":"audit-'));
      const executions = stepFunctions.list(String(config.machineArns.backup)).length;
      return { catalog: catalogRows, ledger: ledgerRows, executions, secrets: await readSecrets() };
    },
    stop: async () => {
      services.clusters.close();
      await backends.stop();
    },
  };
}
export type ApiWorld = Awaited<ReturnType<typeof startApiWorld>>;

/** What is documented is what is answered, field by field. */
function assertDescribed(routeKey: string, status: number, body: unknown): void {
  const route = ROUTES.find((one) => one.route === routeKey);
  if (!route || statusOf(route) !== status) throw new Error(`${routeKey} answered ${status}`);
  const parsed = route.answer && answerOf(route.answer).safeParse(body);
  if (parsed && !parsed.success) throw new Error(`${routeKey} answered otherwise: ${parsed.error.message}`);
}
