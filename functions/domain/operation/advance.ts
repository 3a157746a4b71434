import { createHash } from 'node:crypto';
import type { Transfer } from '../transfer/transfer.ts';
import type { Volume, VolumePhase } from '../volume/volume.ts';
import { sumBytes } from '../volume/volume-sets.ts';
import type { Operation } from './operation.ts';
import type { Reached } from './record.ts';

/** In a row, without an advance in between. */
export const MAX_LOSSES = 3;
/** A state that waits for hours may be lost often by nobody's fault; a machine that cannot get out of it is not told apart. */
const MAX_WAITS = 20;
/** How often a state begins before it is certain that its machine has come round to it: some look twice in one turn. */
const ROUND = 3;
/** On the row of an operation: what is reached after these does not count any more. */
const MAX_MARKS = 50;

const STEPS: Partial<Record<VolumePhase | Transfer['phase'], number>> = {
  Pending: 0,
  SnapshotPending: 1,
  SnapshotTaken: 2,
  Ready: 3,
  Adopted: 4,
  Uploading: 5,
  Deleting: 1,
  Running: 1,
  Restoring: 1,
  Binding: 2,
};
const LAST_STEP = 6;

/**
 * What a loss counts. An operation that gets further between two losses begins to count anew: whoever restarts what it runs
 * on, however often, does not end it. Each takeover passes through the states before, so only what no execution before had
 * reached is an advance, and there is an end to that.
 * @param volumes and the transfers that are of none
 */
export function countLoss(
  operation: Pick<Operation, 'stage' | 'turns' | 'checkpoints' | 'losses' | 'reached'>,
  volumes: readonly (Pick<Volume, 'progress' | 'result'> & { phase: VolumePhase | Transfer['phase'] })[],
  parts: number,
): { losses: number; reached: Reached } {
  const { losses, turns = 0, reached: before } = operation;
  const reached = further(before, {
    stages: [operation.stage ?? ''],
    places: [digestOf(operation.checkpoints)],
    steps: volumes.reduce((sum, { phase }) => sum + (STEPS[phase] ?? LAST_STEP), 0),
    parts,
    bytes: sumBytes(volumes),
    waits: before?.waits ?? 0,
  });
  if (!before || isFurther(reached, before)) return { losses: 1, reached: { ...reached, waits: 0 } };
  const waits = before.waits + 1;
  if (turns >= ROUND && waits <= MAX_WAITS) return { losses, reached: { ...reached, waits } };
  return { losses: losses + 1, reached };
}

function further(before: Reached | undefined, now: Reached): Reached {
  if (!before) return now;
  const union = (a: string[], b: string[]) => [...new Set([...a, ...b])].slice(0, MAX_MARKS);
  return {
    stages: union(before.stages, now.stages),
    places: union(before.places, now.places),
    steps: Math.max(before.steps, now.steps),
    parts: Math.max(before.parts, now.parts),
    bytes: Math.max(before.bytes, now.bytes),
    waits: now.waits,
  };
}

function isFurther(now: Reached, before: Reached): boolean {
  return (
    now.stages.length > before.stages.length ||
    now.places.length > before.places.length ||
    now.steps > before.steps ||
    now.parts > before.parts ||
    now.bytes > before.bytes
  );
}

function digestOf(checkpoints: Operation['checkpoints'] = {}): string {
  return createHash('sha256').update(JSON.stringify(checkpoints)).digest('hex').slice(0, 16);
}
