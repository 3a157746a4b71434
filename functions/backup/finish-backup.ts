import { coverageOf } from '../domain/backup/unprotected.ts';
import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import { openFreeze, withFreeze } from '../domain/rule/freeze.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, sumBytes } from '../domain/volume/volume-sets.ts';
import { finish, finishStep, type Outcome, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** The terminal phase, once. Sealed is succeeded, whatever cleaning up came to; the sweep does the rest. */
export function finishBackup(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return finishStep('backup', 'FinishBackup', services, async (call) => {
    const { operation, run } = call;
    const volumes = await ledger.readVolumes(run.operationId);
    const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
    const outcome = outcomeOf(call, sealed, 'it ended without a seal');
    if (hasPassed(operation, outcome)) outcome.phase = 'Missed';
    const bytes = sumBytes(volumes);
    const objects = (await ledger.readParts(run.operationId)).reduce((sum, { count }) => sum + count, 0);
    const changes = {
      bytes,
      uploadedBytes: uploadedBytesOf(volumes),
      counts: { ...operation.counts, volumes: volumes.length, objects },
      ...coverageOf(operation, volumes, sealed),
      ...closedFreeze(operation, isoNow(clock)),
    };
    const summary = summaryOf(operation, volumes, { objects, bytes, at: isoNow(clock) });
    return await finish(services, call, outcome, changes, summary);
  });
}

/** A freeze that nobody could end: its applications had their timers. */
function closedFreeze(operation: Operation, endedAt: string): Pick<OperationChanges, 'freezes'> {
  const open = openFreeze(operation);
  if (!open) return {};
  const thawFailed = open.until
    ? `the cluster was not reached; where a timer could be armed in a container, it thaws at ${open.until}`
    : 'the cluster was not reached before anything was frozen';
  return { freezes: withFreeze(operation, { thawFailed, endedAt }) };
}

/** A slot whose cluster did not answer before anything was planned has passed: it was missed, it did not fail. */
function hasPassed({ slot, plannedAt }: Operation, { error }: Outcome): boolean {
  return slot !== undefined && !slot.onDemand && !plannedAt && error?.code === 'cluster.unreachable';
}

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
