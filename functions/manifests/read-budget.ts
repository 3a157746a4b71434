import { once } from 'node:events';
import type { BackupStore } from '../services/location/backup-store.ts';
import type { Locations } from '../services/location/location.ts';

export interface Budget {
  ms: number;
  bytes: number;
}

export interface BudgetedReads {
  locations: Locations;
  /** Begins to read these of the location that was opened, in this order; who asks for one then waits for no other. */
  warm(keys: readonly string[]): void;
  /** @throws Error when the time is over, or the bytes are spent */
  check(): void;
}

type ReadPart = BackupStore['readPart'];

const CONCURRENCY = 8;

/**
 * Reads at a location within a budget of time and bytes. What is under way when the time is over is left alone: its
 * answer goes to nobody, and nothing is begun after it.
 * @returns whether the work came to its end
 */
export async function withinBudget(
  locations: Locations,
  { ms, bytes }: Budget,
  work: (reads: BudgetedReads) => Promise<void>,
): Promise<'done' | 'over'> {
  const time = AbortSignal.timeout(ms);
  const reading = new Map<string, ReturnType<ReadPart>>();
  let [left, isEnded] = [bytes, false];
  let readOne: ReadPart | undefined;

  function check(): void {
    if (time.aborted || isEnded) throw new Error('the time for a first look is over');
    if (left < 0) throw new Error('there is more to read than a first look may');
  }

  async function counted(read: () => Promise<Uint8Array | undefined>) {
    check();
    const body = await read();
    left -= body?.byteLength ?? 0;
    check();
    return body;
  }

  const reads: BudgetedReads = {
    check,
    locations: {
      async open(ref) {
        const location = await locations.open(ref);
        const { readPart, readSeal } = location.store;
        const begin = (key: string) => counted(() => readPart(key));
        readOne = begin;
        return {
          ...location,
          store: {
            ...location.store,
            readSeal: async (backup) => await counted(() => readSeal(backup)),
            readPart: async (key) => await (reading.get(key) ?? begin(key)),
          },
        };
      },
    },
    warm(keys) {
      const begun: Promise<unknown>[] = [];
      for (const [at, key] of keys.entries()) {
        const body = Promise.resolve(begun[at - CONCURRENCY]).then(async () => await readOne?.(key));
        reading.set(key, body);
        begun.push(body.catch(() => undefined));
      }
    },
  };

  const over = once(time, 'abort').then(() => 'over' as const);
  try {
    return await Promise.race([work(reads).then(() => 'done' as const), over]);
  } finally {
    isEnded = true;
  }
}
