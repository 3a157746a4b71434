import { isReduced } from '../domain/backup/reduced.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';
import type { MetricValues } from '../services/metrics/metrics.ts';

/** Figures of a backup that has ended. An end that is settled twice counts twice, which is rare; none is ever lost. */
export async function measureEnd(
  { ledger, metrics }: Pick<Services, 'ledger' | 'metrics'>,
  operation: Operation,
): Promise<void> {
  const { kind, phase, startedAt, finishedAt, bytes } = operation;
  if (kind !== 'backup') return;
  if (phase === 'Missed') metrics.emit({ MissedRuns: 1 });
  if (phase !== 'Succeeded' && phase !== 'Failed') return;
  const frozen = startedAt ? frozenSecondsOf(await ledger.readVolumes(operation.operationId)) : undefined;
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

type Timed = { timings: { requestedAt?: string; cutAt?: string } };

/**
 * From the first snapshot that was asked for to the last cut: while rules do not quiesce anything, how far apart the
 * copies are; what an application would have stood still. The cut's time is the driver's, whose clock may differ.
 */
function frozenSecondsOf(volumes: readonly Timed[]): number | undefined {
  const asked = volumes.flatMap(({ timings }) => (timings.requestedAt ? [Date.parse(timings.requestedAt)] : []));
  const cut = volumes.flatMap(({ timings }) => (timings.cutAt ? [Date.parse(timings.cutAt)] : []));
  if (asked.length === 0 || cut.length === 0) return undefined;
  return Math.max(0, (Math.max(...cut) - Math.min(...asked)) / 1000);
}
