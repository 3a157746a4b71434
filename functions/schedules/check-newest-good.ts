import { isWhole } from '../domain/backup/good-backup.ts';
import type { Services } from '../platform/services.ts';
import type { SlotState } from '../services/catalog/catalog.ts';

/**
 * A schedule's newest good backup may have been deleted by force, or have lost its seal: then it is an older one again,
 * and its age says so. Rows of an earlier release do not say which one it is.
 * @returns the state as it stands
 */
export async function checkNewestGood(
  { ledger, slots }: Pick<Services, 'ledger' | 'slots'>,
  state: SlotState | undefined,
): Promise<SlotState | undefined> {
  if (state?.newestGoodAt === undefined) return state;
  const known = state.newestGood === undefined ? undefined : await ledger.readOperation(state.newestGood);
  if (known && isWhole(known)) return state;
  const good = (await ledger.listBySchedule(state.scheduleUid)).filter((one) => isWhole(one) && one.startedAt);
  const [newest] = good.toSorted((a, b) => (String(a.startedAt) < String(b.startedAt) ? 1 : -1));
  const found = { newestGoodAt: newest?.startedAt, newestGood: newest?.operationId };
  // A run may have ended meanwhile.
  if ((await slots.read(state.scheduleUid))?.newestGoodAt !== state.newestGoodAt) return state;
  await slots.note(state.scheduleUid, found);
  const { newestGoodAt: _, newestGood: __, ...rest } = state;
  return newest?.startedAt ? { ...rest, newestGoodAt: newest.startedAt, newestGood: newest.operationId } : rest;
}
