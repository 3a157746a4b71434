import { begun, compareWith, noteOutlasting, noteRun } from '../../completion/compare-run.ts';
import { isGood, isWhole } from '../../domain/backup/good-backup.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { judgeBackups } from '../../domain/schedule/retention.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import { isKept, keptBackupsOf, readHoldings } from '../../operations/kept-backups.ts';
import type { Uses } from '../../platform/services.ts';
import type { BoundSchedule } from '../../scheduling/read-schedule.ts';

/**
 * After somebody has said what else of a schedule may be deleted, or selects something else: what its runs lack, which one
 * is the newest good one, and which stay beyond their turn is judged anew, so that no warning outlives its reason. Nothing
 * is deleted for it: that is for the next success.
 */
export async function judgeAgain(
  services: Uses<'catalog' | 'clock' | 'ledger' | 'slots'>,
  { item, policy }: BoundSchedule,
): Promise<void> {
  const isWanted = wantedBy(item.spec);
  const listed = await services.ledger.listBySchedule(item.uid);
  const runs = new Map<string, Operation>(listed.map((one) => [one.operationId, one]));
  const good = [...runs.values()].filter(isGood).toSorted((a, b) => (begun(a) < begun(b) ? -1 : 1));
  // Once for all: there may be hundreds, and a request waits for it.
  const holdings = await readHoldings(services, good);
  for (const run of good.filter(({ lacks }, n) => lacks !== undefined || n === good.length - 1)) {
    runs.set(run.operationId, await compareWith(services, run, [...runs.values()], isWanted, holdings));
  }
  const judged = good.map((run) => runs.get(run.operationId) ?? run);
  for (const run of new Set([judged.findLast(isWhole), judged.at(-1)])) if (run) await noteRun(services, run);
  const standing: Operation[] = [...runs.values()];
  const kept = await keptBackupsOf(services, standing);
  const { outlasting } = judgeBackups(kept, policy.spec.entries, isWanted);
  await noteOutlasting(services, item.uid, standing.filter(isKept), outlasting);
}
