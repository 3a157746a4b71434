import { isReduced } from '../domain/backup/reduced.ts';
import type { FaultCode } from '../domain/errors.ts';
import { validationOf } from '../domain/location/location-spec.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { secondsFrozen } from '../domain/rule/freeze.ts';
import type { Uses } from '../platform/services.ts';
import { releaseRun } from '../scheduling/concurrency.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Ledger } from '../services/ledger/ledger.ts';
import type { MetricValues } from '../services/metrics/metrics.ts';
import { applyRetention } from './apply-retention.ts';
import { compareRun, noteRun } from './compare-run.ts';
import { copiesUntilOf } from './release-due.ts';
import { nextTryOf } from './resume-deletion.ts';

export type SettleServices = Uses<
  'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'metrics' | 'slots'
>;

/**
 * What follows the end of an operation, whatever the end was. Each part may run twice, and the whole may die half-way: the
 * operation is among the open ones until all of it is done, and everybody told (announce.ts); the sweep does it again.
 * @returns whether it is settled
 */
export async function completeOperation(services: SettleServices, operation: Operation): Promise<boolean> {
  const { clock, ledger } = services;
  if (!TERMINAL_PHASES.has(operation.phase)) return false;
  if (operation.settledAt) return true;
  const compared = await compareRun(services, operation);
  if (operation.slot) {
    await noteRun(services, compared);
    await releaseRun(services, operation);
    if (operation.phase === 'Succeeded') await applyRetention(services, compared);
  }
  await invalidateLocation(services, operation);
  await measureEnd(services, compared);
  await ledger.countEnd(compared);
  const copiesUntil = await copiesUntilOf(services, operation);
  const nextTryAt = await nextTryOf(services, operation);
  await ledger.updateEnded(operation.operationId, {
    settledAt: isoNow(clock),
    ...(copiesUntil ? { copiesUntil } : {}),
    ...(nextTryAt ? { nextTryAt } : {}),
  });
  return true;
}

/** What the next operation would find, too. */
const OF_THE_LOCATION = new Set<FaultCode>(['location.credentials_expired', 'location.marker_not_found']);

/**
 * An operation that ended because the store no longer knows the location's credentials, or because somebody emptied the
 * bucket, says so of the location: what would fail in the same way is refused from now on. The next look from the control
 * plane, within the hour, may find otherwise.
 */
export async function invalidateLocation(
  { catalog, clock }: Uses<'catalog' | 'clock'>,
  { error, kind, refs, createdAt, finishedAt = createdAt }: Operation,
): Promise<void> {
  // A validation has told the location itself.
  if (!error || !OF_THE_LOCATION.has(error.code) || kind === 'validation') return;
  // Of several the error does not say which one it was.
  const [location, ...others] = refs.locations;
  if (!location || others.length > 0) return;
  const { name, uid } = location;
  const item = await catalog.read('location', name);
  // Changed since the operation began: what it found may be of the credentials before.
  if (item?.uid !== uid || item.updatedAt > createdAt) return;
  const { validated } = item.status;
  // Somebody has looked since it ended, and knows better.
  if (validated && validated.at > finishedAt) return;
  const look = { observedGeneration: item.generation, at: isoNow(clock) };
  const { code, message } = error;
  await catalog.writeStatus('location', name, uid, { validated: validationOf(look, { code, message }, validated) });
}

/** Figures of a backup that has ended. An end that is settled twice counts twice, which is rare; none is ever lost. */
export async function measureEnd({ ledger, metrics }: Uses<'ledger' | 'metrics'>, operation: Operation): Promise<void> {
  const { kind, phase, startedAt, finishedAt, bytes } = operation;
  if (kind !== 'backup') return;
  if (phase === 'Missed') metrics.emit({ MissedRuns: 1 });
  if (phase !== 'Succeeded' && phase !== 'Failed') return;
  const frozen = startedAt ? await frozenSecondsOf(ledger, operation) : undefined;
  const values: MetricValues = {
    BackupFailures: phase === 'Failed' ? 1 : 0,
    ...(isReduced(operation) ? { ReducedBackups: 1 } : {}),
    ...(frozen === undefined ? {} : { FrozenSeconds: frozen }),
    ...(phase === 'Succeeded' && startedAt && finishedAt
      ? { BackupSeconds: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000, BackupBytes: bytes }
      : {}),
  };
  metrics.emit(values);
}

/**
 * How long the longest of its applications stood still. Without rules: from the first snapshot that was asked for to the last cut,
 * which is how far apart the copies are. The cut's time is the driver's, whose clock may differ.
 */
async function frozenSecondsOf({ readVolumes }: Pick<Ledger, 'readVolumes'>, { operationId, freezes }: Operation) {
  if (freezes?.length) return Math.max(...freezes.map(secondsFrozen));
  const timings = (await readVolumes(operationId)).map((volume) => volume.timings);
  const asked = timings.flatMap(({ requestedAt }) => (requestedAt ? [Date.parse(requestedAt)] : []));
  const cut = timings.flatMap(({ cutAt }) => (cutAt ? [Date.parse(cutAt)] : []));
  if (asked.length === 0 || cut.length === 0) return undefined;
  return Math.max(0, (Math.max(...cut) - Math.min(...asked)) / 1000);
}
