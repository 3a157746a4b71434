import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StackClock, systemClock } from './clock.ts';
import { startDynamoDb } from './dynamodb.ts';
import { embeddedEnvironment, setEnvironment } from './environment.ts';
import { createEventBus, type EventBus, type Rule, type Sweep } from './event-bus.ts';
import { startHttpApi } from './http-api/http-api.ts';
import { createIssuer, type OtherIssuer } from './http-api/issuer.ts';
import type { Route } from './http-api/routes.ts';
import { createLambdaHost, type LambdaFunction, type LambdaHost, type LambdaHostOptions } from './lambda-host.ts';
import { forgetProcess, recordedProcess, recordProcess } from './process-record.ts';
import { type S3Server, startS3 } from './s3.ts';
import { startSchedulerEndpoint } from './scheduler/endpoint.ts';
import { createScheduler, type SchedulerOptions } from './scheduler/scheduler.ts';
import { startSecretsManager } from './secrets-manager/secrets-manager.ts';
import { startStepFunctionsEndpoint } from './step-functions/endpoint.ts';
import { functionArn, machineArn } from './step-functions/limits.ts';
import type { StatusChange } from './step-functions/status-change.ts';
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions.ts';

export type StackOptions = {
  /** The state folder. Without it everything is in memory, and there is no S3. */
  root?: string;
  /** Port of the HTTP API; a free one if absent. The other endpoints take free ports, or `ports`. */
  port?: number | undefined;
  ports?: Partial<Record<'stepFunctions' | 'scheduler' | 'dynamodb' | 'secretsManager' | 's3', number>> | undefined;
  /** Deployed functions by name. They are loaded at their first call, after `environment` is in place. */
  functions: Record<string, LambdaFunction>;
  /** ASL files' texts. `${XxxArn}` is filled with the ARN of the function `xxx`. */
  machines: { name: string; definition: string }[];
  routes: Route[];
  /** Whose tokens the HTTP API takes beside its own. */
  issuer?: OtherIssuer | undefined;
  rules?: Rule[];
  sweeps?: Sweep[];
  /** The function that consumes the dead-letter queue of the schedules. */
  scheduleDeadLetters?: string;
  /** versitygw's binary and the buckets to make. */
  s3?: { binary: string; buckets: string[]; host?: string | undefined };
  /** What the functions find in process.env beside the endpoints; of the machines' ARNs, tables and endpoints, if asked. */
  environment?: (stack: StackFacts) => Record<string, string>;
  clock?: StackClock;
  random?: () => number;
  intercept?: LambdaHostOptions['intercept'];
};

export type StackFacts = {
  endpoints: {
    api?: string;
    stepFunctions: string;
    scheduler: string;
    dynamodb: string;
    secretsManager: string;
    s3?: string;
  };
  tables: { catalog: string; ledger: string };
  machineArns: Record<string, string>;
  s3?: Pick<S3Server, 'url' | 'region' | 'buckets' | 'credentials'>;
};

export type Stack = StackFacts & {
  endpoints: { api: string };
  environment: Record<string, string>;
  /** `http://127.0.0.1:<port>/#token=<jwt>` */
  url(token: string): string;
  /** An access token with these scopes. */
  mint(token: { subject: string; scopes: string[]; hours?: number }): Promise<string>;
  stepFunctions: StepFunctions;
  functions: LambdaHost;
  bus: EventBus;
  /** Ends everything and leaves no process; running executions are found as lost by the next start. Idempotent. */
  stop(): Promise<void>;
};

type Undo = () => Promise<void> | void;

/**
 * The embedded stack: every AWS service the product uses, in this process or as its child, on loopback.
 *
 * It sets process.env for the functions (`AWS_ENDPOINT_URL_SFN` and the like, dummy credentials), and gives back what was there on
 * stop. Never `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_S3`: a location always has an explicit endpoint.
 * @throws Error with one clear sentence: the state folder is in use, or a port is
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const undo: Undo[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= undoAll(undo));
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StackOptions, undo: Undo[], stop: () => Promise<void>): Promise<Stack> {
  const { root: folder, clock = systemClock, ports = {}, intercept, random } = options;
  if (folder !== undefined) undo.push(claimFolder(folder));
  const functions = createLambdaHost({ functions: options.functions, clock, intercept });
  const invoke = (name: string, payload: unknown) => functions.invoke(name, payload);
  const bus = createEventBus({
    rules: options.rules ?? [],
    sweeps: options.sweeps ?? [],
    clock,
    invoke,
  });
  const onStatusChange = (event: StatusChange) => bus.put(event);
  const stepFunctions = createStepFunctions({ folder, invoke, clock, random, onStatusChange });
  const machineArns = registerMachines(stepFunctions, options);
  const dynamodb = await startDynamoDb({ folder, port: ports.dynamodb });
  undo.push(dynamodb.stop);
  const secrets = await startSecretsManager({ folder, clock, port: ports.secretsManager });
  undo.push(secrets.stop);
  const sfn = await startStepFunctionsEndpoint(stepFunctions, ports.stepFunctions);
  undo.push(sfn.stop);
  const scheduler = createScheduler({ folder, clock, ...deliveriesTo(stepFunctions, functions, options) });
  const schedules = await startSchedulerEndpoint(scheduler, ports.scheduler);
  undo.push(schedules.stop);
  const s3 = options.s3 && folder ? await startS3({ folder, ...options.s3, port: ports.s3 }) : undefined;
  if (s3) undo.push(s3.stop);

  const endpoints = {
    stepFunctions: sfn.url,
    scheduler: schedules.url,
    dynamodb: dynamodb.url,
    secretsManager: secrets.url,
    ...(s3 && { s3: s3.url }),
  };
  const facts: StackFacts = { endpoints, tables: dynamodb.tables, machineArns, ...(s3 && { s3 }) };
  const environment = { ...embeddedEnvironment(endpoints), ...options.environment?.(facts) };
  undo.push(setEnvironment(environment));

  const own = { issuer: 'https://embedded.snapferry', audience: 'snapferry' };
  const issuer = await createIssuer({ folder, ...own, other: options.issuer });
  const api = await startHttpApi({ routes: options.routes, issuer, invoke, clock, port: options.port });
  undo.push(() => quiesce(stepFunctions, bus, functions), scheduler.stop, api.stop);
  stepFunctions.announceLosses();
  bus.start();
  scheduler.start();
  return {
    ...facts,
    endpoints: { ...endpoints, api: api.url },
    environment,
    url: (token) => `${api.url}/#token=${token}`,
    mint: (token) => issuer.mint(token),
    stepFunctions,
    functions,
    bus,
    stop,
  };
}

function registerMachines(stepFunctions: StepFunctions, { machines, functions }: StackOptions): Record<string, string> {
  const placeholder = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Arn`;
  const values = Object.fromEntries(Object.keys(functions).map((name) => [placeholder(name), functionArn(name)]));
  for (const { name, definition } of machines) stepFunctions.register({ name, definition, values });
  return Object.fromEntries(machines.map(({ name }) => [name, machineArn(name)]));
}

/** What the scheduler starts, and who hears of what it could not: as a batch of the queue has it. */
function deliveriesTo(
  stepFunctions: StepFunctions,
  functions: LambdaHost,
  { scheduleDeadLetters: consumer }: StackOptions,
): Pick<SchedulerOptions, 'deliver' | 'giveUp'> {
  return {
    deliver: async (stateMachineArn, input) => void stepFunctions.start({ stateMachineArn, input }),
    giveUp: async (_, body) => {
      if (consumer) await functions.invoke(consumer, { Records: [{ messageId: randomUUID(), body }] });
    },
  };
}

/** No new work, then the end of what runs: what a function still writes must find its endpoints. */
async function quiesce(stepFunctions: StepFunctions, bus: EventBus, functions: LambdaHost): Promise<void> {
  bus.stop();
  stepFunctions.abandon();
  functions.kill();
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000).unref());
  await Promise.race([functions.settled(), patience]);
}

/** Two stacks on one folder would each take the other's executions for lost. */
function claimFolder(root: string): Undo {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const record = join(root, 'stack.json');
  const other = recordedProcess(record);
  if (other !== undefined && other !== process.pid)
    throw new Error(`the state folder ${root} is in use by process ${other}`);
  recordProcess(record, process.pid);
  return () => forgetProcess(record);
}

async function undoAll(undo: Undo[]): Promise<void> {
  for (let last = undo.pop(); last; last = undo.pop()) await last();
}
