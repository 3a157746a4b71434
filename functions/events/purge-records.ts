import { toFault } from '../domain/errors.ts';
import { hasTime, type LambdaContext } from '../runtime/lambda-context.ts';
import type { Services } from '../runtime/services.ts';

const DAY_MS = 86_400_000;
/** A deleted backup's row keeps its slot from running again, and says what became of it, for that long. */
const KEPT_DAYS = 30;
/** Days that are looked at again, should this not have run: one that falls out of them keeps its records for good. */
const LOOK_BACK_DAYS = 365;
const RESERVE_MS = 20_000;

/** Removes the records of backups that were deleted more than 30 days ago. Where the time ends, the next turn goes on. */
export function purgeRecords({ clock, ledger, log }: Pick<Services, 'clock' | 'ledger' | 'log'>) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ purged: number }> => {
    let purged = 0;
    for (let ago = KEPT_DAYS + LOOK_BACK_DAYS; ago > KEPT_DAYS; ago -= 1) {
      const day = new Date(clock.now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
      for (const operationId of await ledger.listDeleted(day)) {
        if (!hasTime(context, RESERVE_MS)) return { purged };
        try {
          await ledger.purge(operationId);
          purged += 1;
        } catch (thrown) {
          const { code, message: reason } = toFault(thrown);
          log.error('records not purged', { operationId, code, reason });
        }
      }
    }
    return { purged };
  };
}
