import { Fault } from '../../domain/errors.ts';
import type { BackupKey } from '../../domain/location/location-layout.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { ListedCopy } from '../../services/ledger/ledger.ts';
import type { Location } from '../../services/location/location.ts';

type Dependencies = Uses<'clock' | 'ledger'>;

export interface LostCopy extends BackupKey {
  /** Otherwise its seal is not there at all. */
  isAltered: boolean;
}

/** What a comparison leaves to say. */
export interface Compared {
  /** They cannot be restored from what is there. */
  lost: LostCopy[];
  /** Their rows cannot be read, so that nothing can be said of them. */
  unread: { backupId: string; fault: Fault }[];
}

/**
 * Compares copies that the ledger has with the seals that were found. A backup that nobody deleted and whose seal is
 * gone says so from now on, and no longer once the seal is back.
 * @param altered backups whose seal is there and does not verify, or lists what is not there: what is there brings nothing back
 * @param before copies that were sealed later may not have been seen
 */
export async function compareCopies(
  services: Dependencies,
  location: Location,
  copies: readonly ListedCopy[],
  {
    sealed,
    altered = new Set(),
    before,
  }: { sealed: ReadonlySet<string>; altered?: ReadonlySet<string>; before: string },
): Promise<Compared> {
  const { lost, unread }: Compared = { lost: [], unread: [] };
  for (const copy of copies) {
    if (!copy.sealedAt || copy.sealedAt >= before) continue;
    const isThere = sealed.has(copy.operationId);
    if (isThere && !copy.lostAt) continue;
    const backup = await orInvalid(services.ledger.readOperation(copy.operationId));
    if (backup instanceof Fault) {
      unread.push({ backupId: copy.operationId, fault: backup });
      continue;
    }
    if (backup?.phase !== 'Succeeded') continue;
    if (isThere) await takeBack(services, location, backup, copy);
    else if (altered.has(copy.operationId) || (await isLost(location, backup))) {
      const isAltered = altered.has(copy.operationId);
      await recordLost(services, location, backup, { ...copy, isAltered });
      lost.push({ clusterId: backup.refs.cluster.clusterId, backupId: copy.operationId, isAltered });
    }
  }
  return { lost, unread };
}

/** One that could not be verified is there. */
async function isLost({ store }: Location, { operationId, refs }: Operation): Promise<boolean> {
  return !(await store.hasSeal({ clusterId: refs.cluster.clusterId, backupId: operationId }));
}

async function recordLost(
  { clock, ledger }: Dependencies,
  location: Location,
  backup: Operation,
  { isAltered, ...copy }: ListedCopy & { isAltered: boolean },
) {
  if (copy.lostAt && backup.copyLostAt) return;
  const at = copy.lostAt ?? isoNow(clock);
  const { operationId, ...row } = copy;
  const { name } = location.ref;
  const message = isAltered
    ? `what lies of it at location ${name} is not what was sealed: the seal, or a part that it lists, was altered or removed`
    : `its seal is not at location ${name} any more, though nobody deleted the backup`;
  await ledger.appendEvent(operationId, { type: 'CopyLost', message });
  await ledger.recordCopy(backup, { ...row, lostAt: at });
  await ledger.updateEnded(operationId, { copyLostAt: at });
}

async function takeBack({ ledger }: Dependencies, location: Location, backup: Operation, copy: ListedCopy) {
  const { operationId, lostAt: _, ...row } = copy;
  const message = `its seal, and what it lists, is at ${location.ref.name} again`;
  await ledger.appendEvent(operationId, { type: 'CopyFound', message });
  await ledger.updateEnded(operationId, { copyLostAt: undefined });
  await ledger.recordCopy(backup, row);
}
