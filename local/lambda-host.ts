import { randomUUID } from 'node:crypto';
import { type StackClock, systemClock } from './clock.ts';
import { jsonBytes, throughJson } from './json.ts';
import { serviceError } from './service-error.ts';
import { functionArn, functionName } from './step-functions/limits.ts';

/** The part of Lambda's context that handlers read. */
export type LambdaContext = {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
};
// A handler types its own event; what arrives is JSON.
export type LambdaHandler = (event: never, context: LambdaContext) => unknown;
export type LambdaFunction = {
  /** Called once, at the first invocation: a cold start. */
  load: () => Promise<LambdaHandler> | LambdaHandler;
  timeoutSeconds?: number;
};
export type Invocation = { functionName: string; payload: unknown; requestId: string };

export type LambdaHost = {
  /**
   * Invokes a function by name or ARN. The event and the result go through JSON, as over the wire.
   * @throws what the handler threw; `Sandbox.Timedout`; `Lambda.Unknown` if killed; `Lambda.ResourceNotFoundException`
   */
  invoke(nameOrArn: string, payload: unknown, options?: { requestId?: string }): Promise<unknown>;
  /** Ends every running invocation of the function, or of all, as a crash of its process does: the caller sees `Lambda.Unknown`. */
  kill(name?: string): void;
  /** Settles when nothing is running any more. */
  settled(): Promise<void>;
};

export type LambdaHostOptions = {
  functions: Record<string, LambdaFunction>;
  clock?: StackClock;
  /** Stands between caller and function: faults on demand (throw, run twice, run and then fail …). */
  intercept?: ((invocation: Invocation, next: () => Promise<unknown>) => Promise<unknown>) | undefined;
};

const OVER = new Error('the invocation is over');
const TIMEOUT_SECONDS = 120;
/** Source: Lambda's quotas, synchronous invocation payload. */
const PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * Runs the deployed functions in this process.
 *
 * A function that runs out of time, or is killed, fails for its caller but cannot be stopped: what it still does is like the last
 * breath of a Lambda that AWS is about to freeze, and must be as harmless (the epoch on every ledger write).
 */
export function createLambdaHost(options: LambdaHostOptions): LambdaHost {
  const { functions, clock = systemClock, intercept = (_, next) => next() } = options;
  const loaded = new Map<string, Promise<LambdaHandler>>();
  const running = new Set<{ name: string; work: Promise<unknown>; kill: AbortController }>();

  function handlerOf(name: string, { load }: LambdaFunction): Promise<LambdaHandler> {
    const known = loaded.get(name) ?? Promise.resolve().then(load);
    loaded.set(name, known);
    // A failed load is a failed cold start: the next invocation tries again.
    known.catch(() => loaded.delete(name));
    return known;
  }

  async function run(name: string, target: LambdaFunction, payload: unknown, requestId: string): Promise<unknown> {
    const seconds = target.timeoutSeconds ?? TIMEOUT_SECONDS;
    const kill = new AbortController();
    const over = new AbortController();
    const deadline = clock.now() + seconds * 1000;
    const timeout = clock.timer(seconds * 1000, AbortSignal.any([kill.signal, over.signal])).then(() => {
      throw serviceError(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
      );
    });
    const call = async () => {
      const handler = await handlerOf(name, target);
      return throughJson(
        await handler(
          throughJson(payload) as never,
          context(name, requestId, () => deadline - clock.now()),
        ),
      );
    };
    const work = clock.activity(() => intercept({ functionName: name, payload, requestId }, call));
    const entry = { name, work, kill };
    running.add(entry);
    const settle = () => void running.delete(entry);
    work.then(settle, settle);
    try {
      return await Promise.race([work, timeout]);
    } finally {
      timeout.catch(() => undefined);
      over.abort(OVER);
    }
  }

  return {
    async invoke(nameOrArn, payload, { requestId = randomUUID() } = {}) {
      const name = functionName(nameOrArn);
      const target = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (!target) throw serviceError('Lambda.ResourceNotFoundException', `Function not found: ${functionArn(name)}`);
      assertSize(payload, 'Lambda.RequestTooLargeException');
      const result = await run(name, target, payload, requestId);
      assertSize(result, 'Function.ResponseSizeTooLarge');
      return result;
    },
    kill(name) {
      const reason = serviceError('Lambda.Unknown', 'the function ended without a result');
      for (const entry of running) if (name === undefined || entry.name === name) entry.kill.abort(reason);
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled([...running].map(({ work }) => work));
    },
  };
}

function context(name: string, awsRequestId: string, remaining: () => number): LambdaContext {
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: '512',
    awsRequestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, remaining()),
  };
}

function assertSize(value: unknown, code: string): void {
  if (jsonBytes(value) > PAYLOAD_BYTES) throw serviceError(code, `payload above ${PAYLOAD_BYTES} bytes`);
}
