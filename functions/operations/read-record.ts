import {
  countOutcomes,
  type ObjectBatch,
  type OutcomeCounts,
  type RestoredObject,
} from '../domain/restore/restored-object.ts';
import type { Ledger } from '../services/ledger/ledger.ts';

/** All batches of a restore's record, in restore order, page by page. @param from the batch after which to begin */
export async function* readBatches(
  ledger: Pick<Ledger, 'readObjects'>,
  operationId: string,
  from?: Pick<ObjectBatch, 'part' | 'from'>,
): AsyncGenerator<ObjectBatch> {
  let after = from;
  for (;;) {
    const { batches, isLast } = await ledger.readObjects(operationId, after);
    yield* batches;
    after = batches.at(-1);
    if (isLast || !after) return;
  }
}

/** How many objects came to what; all are 0 when nothing is on record. */
export async function countRecord(ledger: Pick<Ledger, 'readObjects'>, operationId: string): Promise<OutcomeCounts> {
  const sum = countOutcomes([]);
  for await (const { objects } of readBatches(ledger, operationId)) {
    for (const { outcome } of objects) sum[outcome] += 1;
  }
  return sum;
}

export interface Refused {
  count: number;
  /** Parts that have one. */
  parts: ReadonlySet<number>;
  /** What is on record of a batch that has one. */
  batchOf(part: number, from: number): readonly RestoredObject[] | undefined;
  /** The first few. */
  first: readonly RestoredObject[];
}

const FIRST = 50;

/** The objects that the target has refused so far. */
export async function readRefused(ledger: Pick<Ledger, 'readObjects'>, operationId: string): Promise<Refused> {
  const found = new Map<string, readonly RestoredObject[]>();
  const parts = new Set<number>();
  const first: RestoredObject[] = [];
  let count = 0;
  for await (const { part, from, objects } of readBatches(ledger, operationId)) {
    const dropped = objects.filter(({ outcome }) => outcome === 'dropped');
    if (dropped.length === 0) continue;
    count += dropped.length;
    parts.add(part);
    found.set(`${part}.${from}`, objects);
    first.push(...dropped.slice(0, FIRST - first.length));
  }
  return { count, parts, first, batchOf: (part, from) => found.get(`${part}.${from}`) };
}
