import { isGood } from '../../domain/good-backup.ts';
import type { Operation } from '../../domain/operation.ts';
import { judgeBackups } from '../../domain/schedule/retention.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import type { Services } from '../services.ts';
import { isKept, keptBackupsOf } from '../slots/kept-backups.ts';
import type { BoundSchedule } from '../slots/read-schedule.ts';
import { begun, compareWith } from './compare-run.ts';
import { noteOutlasting } from './note-outlasting.ts';
import { noteRun } from './note-run.ts';

/**
 * After somebody has said what else of a schedule may be deleted, or selects something else: what its runs lack, which one
 * is the newest good one, and which stay beyond their turn is judged anew, so that no warning outlives its reason. Nothing
 * is deleted for it: that is for the next success.
 */
export async function judgeAgain(
  services: Pick<Services, 'catalog' | 'clock' | 'ledger' | 'slots'>,
  { item, policy }: BoundSchedule,
): Promise<void> {
  const isWanted = wantedBy(item.spec);
  const runs = new Map((await services.ledger.listBySchedule(item.uid)).map((one) => [one.operationId, one]));
  const good = [...runs.values()].filter(isGood).toSorted((a, b) => (begun(a) < begun(b) ? -1 : 1));
  for (const run of good.filter(({ lacks }, n) => lacks !== undefined || n === good.length - 1)) {
    const judged = await compareWith(services, run, [...runs.values()], isWanted);
    runs.set(run.operationId, judged);
    await noteRun(services, judged);
  }
  const standing: Operation[] = [...runs.values()];
  const kept = await keptBackupsOf(services, standing);
  const { outlasting } = judgeBackups(kept, policy.spec.entries, isWanted);
  await noteOutlasting(services, item.uid, standing.filter(isKept), outlasting);
}
