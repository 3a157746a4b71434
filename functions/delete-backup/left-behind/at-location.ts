import { toFault } from '../../domain/errors.ts';
import { backupPath } from '../../domain/location/location-layout.ts';
import type { BackupOperation, DeletionOperation } from '../../domain/operation/operation.ts';
import { neverRan, recordLeftover } from '../../operations/deletion/backup-being-deleted.ts';
import type { Uses } from '../../platform/services.ts';
import type { Location } from '../../services/location/location.ts';

/** What a person who deletes by force has to live with. */
const REFUSALS = new Set(['location.refused', 'location.credentials_expired', 'location.address_refused']);

/**
 * Does `work` at the location of a backup that goes. A location that was deregistered, or whose bucket is gone, keeps
 * nobody from deleting: that what was there stays is said, and nothing is asked of it again.
 * @param mayLeave what else the location refuses is left too, since who deletes wants it so, or the seal is gone
 * @returns undefined when there is no location to do it at
 * @throws Fault Transient `location.unreachable`, Permanent `location.refused`
 */
export async function atLocation<Result>(
  services: Uses<'ledger' | 'locations'>,
  operation: DeletionOperation,
  backup: BackupOperation,
  { mayLeave }: { mayLeave: boolean },
  work: (location: Location) => Promise<Result>,
): Promise<Result | undefined> {
  const [ref] = backup.refs.locations;
  if (!ref || neverRan(backup) || operation.checkpoints?.locationLeft) return undefined;
  try {
    return await work(await services.locations.open(ref));
  } catch (thrown) {
    const { code, details, message } = toFault(thrown);
    const isGone = code === 'location.not_found' || (code === 'location.refused' && details.status === 404);
    if (!isGone && !(mayLeave && REFUSALS.has(code))) throw thrown;
    const { clusterId } = backup.refs.cluster;
    const path = backupPath({ clusterId, backupId: backup.operationId });
    const what = `${isGone ? 'location gone' : 'location refused'}: ${path} and the snapshots of this run may remain`;
    await recordLeftover(services, operation, `${what} (${message})`, { locationLeft: true });
    return undefined;
  }
}
