import * as z from 'zod';
import { OPERATION_KINDS } from '../ids.ts';
import { openRecord } from '../open-record.ts';
import type { Operation } from '../operation/operation.ts';
import { PHASES } from '../operation/phase.ts';

const HOUR = 3_600_000;
/** A week by whole hours, and a day more for ends that are settled late. */
const HOURS_KEPT = 8 * 24;
/** Of one hour: whoever has more failures looks at the list. */
export const MOST_NOTED = 50;

/** What ended in one hour. */
export const hourCountsSchema = openRecord({
  /** `2026-11-23T09` */
  hour: z.string(),
  /** By `<kind>_<phase>`. */
  counts: z.record(z.string(), z.int()),
  /** That a person may have to look at, and those that a retry has done over since. */
  failed: z.array(z.string()).exactOptional(),
  mended: z.array(z.string()).exactOptional(),
});
export type HourCounts = z.infer<typeof hourCountsSchema>;

export function hourOf(at: string): string {
  return at.slice(0, 13);
}

/** Rows come round: an hour takes that of the hour eight days before, so that nothing has to be removed. */
export function placeOfHour(hour: string): number {
  return Math.floor(Date.parse(`${hour}:00:00.000Z`) / HOUR) % HOURS_KEPT;
}

/** The first of so many whole hours that end with the one that is running. */
export function firstHour(now: Date, hours: number): string {
  return hourOf(new Date(now.getTime() - hours * HOUR).toISOString());
}

const NOT_LOOKED_AT: ReadonlySet<Operation['kind']> = new Set(['simulation', 'validation']);

/** What the end of an operation adds to its hour. */
export function addedBy({ kind, phase, operationId, retryOf }: Operation) {
  const isFailed = (phase === 'Failed' || phase === 'Missed') && !NOT_LOOKED_AT.has(kind);
  return {
    name: `${kind}_${phase}`,
    ...(isFailed ? { failed: operationId } : {}),
    ...(phase === 'Succeeded' && retryOf !== undefined ? { mended: retryOf } : {}),
  };
}

export interface Ends {
  kind: Operation['kind'];
  phase: Operation['phase'];
  count: number;
}

/** By kind and phase, in their order; none that are none. */
export function endsSince(rows: readonly HourCounts[], first: string): Ends[] {
  const counted = rows.filter(({ hour }) => hour >= first);
  const of = (name: string) => counted.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
  const all = OPERATION_KINDS.filter((kind) => kind !== 'import').flatMap((kind) =>
    PHASES.map((phase) => ({ kind, phase, count: of(`${kind}_${phase}`) })),
  );
  return all.filter(({ count }) => count > 0);
}
