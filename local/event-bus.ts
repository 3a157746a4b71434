import { randomUUID } from 'node:crypto';
import type { StackClock } from './clock.ts';
import { createGate } from './gate.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { ACCOUNT, REGION } from './step-functions/limits.ts';

/** `{ source: ['aws.states'], detail: { status: ['FAILED', 'ABORTED'] } }`: every field named must have one of its values. */
export type EventPattern = { [field: string]: Json[] | EventPattern };
export type Rule = { name: string; pattern: EventPattern; function: string };
/** A rule with a rate: runs once at the start, then every so many seconds. `input` replaces the scheduled event. */
export type Sweep = { name: string; everySeconds: number; function: string; input?: Json };
export type BusEvent = {
  source: string;
  'detail-type': string;
  detail: JsonObject;
  resources?: string[];
  time?: string;
};

export type EventBus = {
  /** Delivers to every rule that matches; at least once, in no order. */
  put(event: BusEvent): void;
  start(): void;
  /** No further delivery begins. */
  stop(): void;
};

export type EventBusOptions = {
  rules: Rule[];
  sweeps: Sweep[];
  clock: StackClock;
  invoke: (functionName: string, event: Json) => Promise<unknown>;
};

const ATTEMPTS = 10;
/** Deliveries of all rules; on AWS they wait in Lambda's queue of asynchronous invocations. */
const CONCURRENCY = 20;
const LONGEST_BACKOFF = 60_000;

/** EventBridge rules in process. Nothing is kept over a restart: the sweeps at the start find what was not delivered. */
export function createEventBus(options: EventBusOptions): EventBus {
  const { rules, sweeps, clock, invoke } = options;
  const stopped = new AbortController();
  const gate = createGate(CONCURRENCY);

  async function deliver(functionName: string, event: Json): Promise<void> {
    for (let attempts = 1; attempts <= ATTEMPTS && !stopped.signal.aborted; attempts++) {
      try {
        await gate(async () => stopped.signal.aborted || (await invoke(functionName, event)));
        return;
      } catch {
        // Aborted, it is over: the loop looks at the signal.
        await clock.timer(Math.min(1000 * 2 ** attempts, LONGEST_BACKOFF), stopped.signal).catch(() => undefined);
      }
    }
  }

  async function sweepForever({ name, everySeconds, function: functionName, input }: Sweep): Promise<void> {
    while (!stopped.signal.aborted) {
      const next = clock.timer(everySeconds * 1000, stopped.signal);
      // The next tick is the retry; a slow sweep skips ticks instead of running beside itself.
      await Promise.allSettled([next, invoke(functionName, input ?? scheduled(name, clock.now()))]);
    }
  }

  return {
    put(event) {
      const envelope = fill(event, clock.now());
      const matching = rules.filter(({ pattern }) => matches(pattern, envelope));
      clock.detached(() => {
        for (const { function: functionName } of matching) void deliver(functionName, envelope);
      });
    },
    start: () =>
      clock.detached(() => {
        for (const sweep of sweeps) void sweepForever(sweep);
      }),
    stop: () => stopped.abort(),
  };
}

function matches(pattern: EventPattern, event: JsonObject): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field] ?? null;
    return Array.isArray(wanted) ? wanted.includes(value) : isObject(value) && matches(wanted, value as JsonObject);
  });
}

function fill(event: BusEvent, now: number): JsonObject {
  const time = event.time ?? new Date(now).toISOString();
  return { version: '0', id: randomUUID(), account: ACCOUNT, region: REGION, resources: [], ...event, time };
}

function scheduled(name: string, now: number): JsonObject {
  const resources = [`arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`];
  return fill({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {}, resources }, now);
}
