import { causeOf } from '../domain/errors.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import type { Uses } from '../platform/services.ts';

const DAY_MS = 86_400_000;
/** A deleted backup's row keeps its slot from running again, and says what became of it, for that long. */
const KEPT_DAYS = 30;
/** Days that are looked at again, should this not have run: one that falls out of them keeps its records for good. */
const LOOK_BACK_DAYS = 364;
/** A turn begins with the latest of them, and goes on fourteen days from where the one before it did. */
const DAYS_A_TURN = 14;
const TURN_MS = 21_600_000;
const RESERVE_MS = 20_000;

/** Removes the records of backups that were deleted, and of simulations that ended, more than 30 days ago. Where the time ends, the next turn goes on. */
export function purgeRecords({ clock, ledger, log }: Uses<'clock' | 'ledger' | 'log'>) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ purged: number }> => {
    let purged = 0;
    for (const day of daysToLookAt(clock.now().getTime())) {
      if (!hasTime(context, RESERVE_MS)) return { purged };
      for (const operationId of await ledger.listDeleted(day)) {
        if (!hasTime(context, RESERVE_MS)) return { purged };
        try {
          await ledger.purge(operationId);
          purged += 1;
        } catch (thrown) {
          log.error('records not purged', { operationId, ...causeOf(thrown) });
        }
      }
    }
    return { purged };
  };
}

/** `2026-11-26`, each once, in an order in which turns whose time is over early reach all of them within a week. */
function daysToLookAt(now: number): string[] {
  const turn = Math.floor(now / TURN_MS) * DAYS_A_TURN;
  const ago = Array.from({ length: LOOK_BACK_DAYS }, (_, at) => KEPT_DAYS + 1 + ((turn + at) % LOOK_BACK_DAYS));
  const latest = ago.filter((days) => days <= KEPT_DAYS + DAYS_A_TURN);
  return [...new Set([...latest, ...ago])].map((days) => new Date(now - days * DAY_MS).toISOString().slice(0, 10));
}
