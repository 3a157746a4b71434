import { done, waiting } from '../domain/operation/step-result.ts';
import { readBackupBeingDeleted } from '../operations/deletion/backup-being-deleted.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { atLocation } from './left-behind/at-location.ts';

/** Less than this is not enough for another page of a slow store. */
const SLICE_MS = 45_000;

/** Everything below the backup's own path at the location. What it listed is gone before the next page is asked for. */
export function removeParts(services: Uses<'clock' | 'ledger' | 'locations' | 'log'>): Step {
  return step('delete', 'RemoveParts', services, async ({ operation, remainingMs }) => {
    const backup = await readBackupBeingDeleted(services, operation);
    const place = { clusterId: backup.refs.cluster.clusterId, backupId: backup.operationId };
    let removed = 0;
    const isAll = await atLocation(services, operation, backup, { mayLeave: true }, async ({ store }) => {
      for (;;) {
        const { keys } = await store.listBackup(place);
        if (keys.length === 0) return true;
        await store.removeParts(keys.map(({ key }) => key));
        removed += keys.length;
        if (remainingMs() < SLICE_MS) return false;
      }
    });
    return isAll === false ? waiting(0, { removed }) : done({ removed });
  });
}
