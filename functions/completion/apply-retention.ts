import { toFault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { PolicySpec } from '../domain/schedule/policy-spec.ts';
import { judgeBackups, whyExpired } from '../domain/schedule/retention.ts';
import { wantedBy } from '../domain/schedule/schedule-spec.ts';
import { isKept, keptBackupsOf } from '../operations/kept-backups.ts';
import { startDeletion } from '../operations/start-deletion.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';
import { noteOutlasting } from './compare-run.ts';

/** Where `keep` was lowered many go at once. */
const CONCURRENCY = 8;

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'slots'>;

/**
 * After a success of a schedule: the backups that no entry of its policy keeps any more are deleted, and those that stay
 * beyond their turn, since no newer one has data of some claim, say so. One that cannot go now (a restore reads it) is tried
 * again after the next success. One whose deletion has failed half-way need not wait for its turn: the cluster has just
 * answered.
 */
export async function applyRetention(services: Dependencies, succeeded: Operation): Promise<void> {
  const { slot } = succeeded;
  const bound = slot && (await readSchedule(services, slot.schedule.uid));
  if (!bound) return;
  const { item, policy } = bound;
  const listed = await services.ledger.listBySchedule(item.uid);
  // The index may not have it yet, or not as Succeeded.
  const runs = [...listed.filter(({ operationId }) => operationId !== succeeded.operationId), succeeded];
  const begun = runs.filter(({ phase }) => phase === 'Deleting').map(({ operationId }) => operationId);
  const kept = await keptBackupsOf(services, runs);
  const { expired, outlasting } = judgeBackups(kept, policy.spec.entries, wantedBy(item.spec));
  await noteOutlasting(services, item.uid, runs.filter(isKept), outlasting);
  const by = `retention of schedule ${item.name}`;
  await inParallel([...begun, ...expired], CONCURRENCY, (id) => deleteExpired(services, id, by, policy.spec.entries));
}

async function deleteExpired(services: Dependencies, id: string, by: string, entries: PolicySpec['entries']) {
  const backup = await services.ledger.readOperation(id);
  if (!backup || (backup.phase !== 'Deleting' && !isKept(backup))) return;
  try {
    const because = reasonOf(backup, entries);
    await startDeletion(services, backup, { by, because, isSuperseded: true });
  } catch (thrown) {
    const { code, disposition, message: reason } = toFault(thrown);
    if (disposition !== 'Rejected') throw thrown;
    services.log.info('backup not deleted yet', { operationId: id, code, reason });
  }
}

/** A deletion that somebody has begun goes on for the reason that it had; in rows of an earlier release that was who began it. */
function reasonOf({ phase, deletion, slot }: Operation, entries: PolicySpec['entries']): string {
  const isOther = phase === 'Deleting' && deletion && deletion.because !== deletion.by;
  return isOther ? deletion.because : whyExpired(slot?.entries ?? [], entries);
}
