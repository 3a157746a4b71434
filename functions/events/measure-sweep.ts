import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Services } from '../platform/services.ts';

/**
 * Figures of one sweep, and its heartbeat.
 * @param unreadable how many it left out, whose age nobody knows
 */
export function measureSweep(
  { clock, metrics }: Pick<Services, 'clock' | 'metrics'>,
  operations: readonly Operation[],
  unreadable: number,
): void {
  // A run that waits for another is as old as its turn lets it be; a backup that goes has a deletion that is open.
  const open = operations.filter(
    ({ phase, queuedBehind }) => !TERMINAL_PHASES.has(phase) && phase !== 'Deleting' && !queuedBehind,
  );
  const oldest = Math.min(...open.map(({ createdAt }) => Date.parse(createdAt)), clock.now().getTime());
  const seconds = (clock.now().getTime() - oldest) / 1000;
  metrics.emit({ SweepRuns: 1, OldestOpenOperationSeconds: seconds, UnreadableOperations: unreadable });
}
