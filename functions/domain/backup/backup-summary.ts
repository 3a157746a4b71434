import type { Operation } from '../operation/operation.ts';
import type { Volume } from '../volume/volume.ts';
import { inPhase } from '../volume/volume-sets.ts';

/** Of a backup that has ended: how much went over the network, which is less than `bytes` where the location had it. */
export function uploadedBytesOf(volumes: readonly Volume[]): number {
  return volumes.reduce((sum, { result }) => sum + (result?.uploadedBytes ?? 0), 0);
}

type Timing = keyof Volume['timings'];
/** From the first volume that began to the last that was done. */
const STAGES: readonly [string, Timing, Timing][] = [
  ['snapshots were cut', 'requestedAt', 'cutAt'],
  ['they were ready', 'cutAt', 'readyAt'],
  ['uploads', 'launchedAt', 'movedAt'],
];

/** The line of its end: volumes, objects, bytes, durations, claims without data. @param at when it ended, ISO 8601 */
export function summaryOf(
  { startedAt }: Pick<Operation, 'startedAt'>,
  volumes: readonly Volume[],
  { objects, bytes, at }: { objects: number; bytes: number; at: string },
): string {
  const held = inPhase(volumes, 'Done').length;
  const without = volumes.length - held;
  const stages = STAGES.flatMap(([name, from, to]) => {
    const seconds = spanOf(volumes, from, to);
    return seconds === undefined ? [] : [`${name} ${seconds} s`];
  });
  return [
    `${held} volumes and ${objects} objects`,
    `${bytes} bytes, ${uploadedBytesOf(volumes)} of them uploaded`,
    ...(startedAt ? [`${secondsBetween(startedAt, at)} s in all`] : []),
    ...stages,
    ...(without > 0 ? [`${without} claims without data in it: see its volumes`] : []),
  ].join('; ');
}

function spanOf(volumes: readonly Volume[], from: Timing, to: Timing): number | undefined {
  const begun = volumes.flatMap(({ timings }) => timings[from] ?? []).toSorted();
  const done = volumes.flatMap(({ timings }) => timings[to] ?? []).toSorted();
  const [first] = begun;
  const last = done.at(-1);
  return first && last ? secondsBetween(first, last) : undefined;
}

/** The cut's time is the driver's, whose clock may differ: never below nothing. */
function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10);
}
