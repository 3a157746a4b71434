import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopesFor } from '../functions/api/http/scopes.ts';
import { ROUTES } from '../functions/api/routes.ts';
import { API_ROUTES, CONSOLE_ROUTES } from '../functions/console/routes.ts';
import { base32 } from '../functions/domain/ids.ts';
import { readFunctions } from '../infra/package/bundle.ts';
import { machineNames, readDefinition } from '../infra/read-machines.ts';
import { readEventRules } from './event-rules.ts';
import type { LambdaFunction, LambdaHandler } from './lambda-host.ts';
import { type Stack, type StackFacts, type StackOptions, startStack } from './stack.ts';
import { ROLE_ARN } from './step-functions/limits.ts';

const ROOT = join(import.meta.dirname, '..');
const SCOPE_NAMES = { read: 'snapferry/read', operate: 'snapferry/operate', admin: 'snapferry/admin' };

export interface AppOptions {
  /** The state folder: tables, secrets, executions, S3 objects. */
  root: string;
  port?: number;
  /** Of the other endpoints; free ones, or those of the last start, if absent. */
  ports?: NonNullable<StackOptions['ports']>;
  versitygw: string;
  buckets: string[];
  /** Address that S3 listens on: pods of a real cluster do not reach loopback. */
  s3Host?: string;
  /** Ranges that clusters and locations may lie in although they are refused by default. */
  allowedCidrs?: string;
  stack?: Partial<Pick<StackOptions, 'clock' | 'random' | 'intercept' | 'issuer'>>;
  environment?: Record<string, string>;
}

export interface App {
  stack: Stack;
  installationId: string;
  /** A token with every scope. */
  token: string;
  /** By scope, one that carries it alone. */
  tokens: Record<string, string>;
}

/** The product on the embedded stack: the deployed functions, the state machines, the routes and the rules, unchanged. */
export async function startApp(options: AppOptions): Promise<App> {
  const installationId = readInstallationId(options.root);
  const stack = await startStack({
    root: options.root,
    port: options.port,
    ports: options.ports,
    functions: functionsOf(join(ROOT, 'infra/functions.yml')),
    machines: readMachines(),
    routes: [
      ...ROUTES.map(({ method, path, function: name, scope }) => ({
        method,
        path,
        function: name,
        scopes: scopesFor(scope).map((one) => SCOPE_NAMES[one]),
      })),
      ...API_ROUTES.map((route) => ({ ...splitRoute(route), function: 'apiOperations', scopes: [] })),
      ...CONSOLE_ROUTES.map((route) => ({ ...splitRoute(route), function: 'console' })),
      { method: 'ANY', path: '$default', function: 'apiOperations', scopes: [] },
    ],
    ...readEventRules(),
    scheduleDeadLetters: 'recordMissed',
    s3: { binary: options.versitygw, buckets: options.buckets, host: options.s3Host },
    environment: (facts) => ({ ...environmentOf(facts, installationId, options), ...options.environment }),
    ...options.stack,
  });
  const token = await stack.mint({ subject: 'local-admin', scopes: Object.values(SCOPE_NAMES), hours: 24 * 30 });
  const ofOne = async ([scope, name]: [string, string]) =>
    [scope, await stack.mint({ subject: `local-${scope}`, scopes: [name], hours: 24 * 30 })] as const;
  const tokens = Object.fromEntries(await Promise.all(Object.entries(SCOPE_NAMES).map(ofOne)));
  return { stack, installationId, token, tokens };
}

function environmentOf(facts: StackFacts, installationId: string, options: AppOptions): Record<string, string> {
  const { machineArns, tables } = facts;
  return {
    STAGE: 'local',
    INSTALLATION_ID: installationId,
    CATALOG_TABLE: tables.catalog,
    LEDGER_TABLE: tables.ledger,
    ...(machineArns.backup ? { BACKUP_MACHINE_ARN: machineArns.backup } : {}),
    ...(machineArns.restore ? { RESTORE_MACHINE_ARN: machineArns.restore } : {}),
    ...(machineArns['validate-location'] ? { VALIDATION_MACHINE_ARN: machineArns['validate-location'] } : {}),
    SCHEDULE_GROUP: 'snapferry-local',
    SCHEDULER_ROLE_ARN: ROLE_ARN,
    SCHEDULE_DEAD_LETTERS_ARN: 'arn:aws:sqs:us-east-1:000000000000:embedded',
    ...(machineArns['delete-backup'] ? { DELETE_MACHINE_ARN: machineArns['delete-backup'] } : {}),
    ...(machineArns['maintain-location'] ? { MAINTENANCE_MACHINE_ARN: machineArns['maintain-location'] } : {}),
    ...(machineArns['undo-restore'] ? { UNDO_MACHINE_ARN: machineArns['undo-restore'] } : {}),
    ...(machineArns.simulate ? { SIMULATION_MACHINE_ARN: machineArns.simulate } : {}),
    ...(options.port ? { API_URL: `http://127.0.0.1:${options.port}` } : {}),
    CONSOLE_FILES: join(ROOT, '.build/console'),
    ALLOWED_CIDRS: options.allowedCidrs ?? '127.0.0.0/8',
    TAKEOVER_GRACE_SECONDS: '5',
    POWERTOOLS_LOG_LEVEL: 'WARN',
    SCOPE_READ: SCOPE_NAMES.read,
    SCOPE_OPERATE: SCOPE_NAMES.operate,
    SCOPE_ADMIN: SCOPE_NAMES.admin,
  };
}

function splitRoute(route: string): { method: string; path: string } {
  const [method = '', path = ''] = route.split(' ');
  return { method, path };
}

function readMachines(): StackOptions['machines'] {
  const folder = join(ROOT, 'state-machines');
  return machineNames(folder).map((name) => ({ name, definition: readDefinition(folder, name) }));
}

/** As deployed: names, sources and timeouts of infra/functions.yml. Loaded at the first call, as a cold start does. */
function functionsOf(file: string): Record<string, LambdaFunction> {
  const listed = readFunctions(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    listed.map(({ name, source, exported, timeoutSeconds = 120 }) => [
      name,
      {
        load: async () => {
          const module = (await import(join(ROOT, `${source}.ts`))) as Record<string, LambdaHandler>;
          const handler = module[exported];
          if (!handler) throw new Error(`${source}.ts exports no ${exported}`);
          return handler;
        },
        timeoutSeconds,
      },
    ]),
  );
}

/** Made once per state folder: it labels everything that this installation ever makes on a cluster. */
function readInstallationId(root: string): string {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const file = join(root, 'installation-id');
  if (!existsSync(file)) {
    writeFileSync(file, base32(randomBytes(7)).slice(0, 10), { flag: 'wx', mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
