import { parseSeal } from '../domain/backup/seal.ts';
import { Fault, toFault } from '../domain/errors.ts';
import { sealKey } from '../domain/location/keys.ts';
import { namespacesToDelete, planPrunes } from '../domain/operation/deletion-rows.ts';
import {
  type BackupOperation,
  type DeletionOperation,
  isOfKind,
  type Operation,
} from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import { readBackupBeingDeleted, recordLeftover } from '../operations/deletion/backup-being-deleted.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Location } from '../services/location/location.ts';
import { atLocation } from './left-behind/at-location.ts';

/**
 * The seal goes first: after it nothing can be restored, so nothing half deleted ever is. Until then the deletion can be
 * cancelled, and leaves the backup as it was; from `sealingAt` on it runs to its end. What the seal says of repositories
 * is in rows before it goes.
 * @throws Fault Permanent `seal.invalid`: what lies there is not this backup's, and nobody has said to go on
 */
export function removeSeal(services: Uses<'clock' | 'ledger' | 'locations' | 'log'>): Step {
  const { ledger } = services;
  return step('delete', 'RemoveSeal', services, async ({ operation, run }) => {
    const backup = await readBackupBeingDeleted(services, operation);
    const rules = { mayLeave: operation.spec.force };
    const seal = await atLocation(services, operation, backup, rules, (at) => readSeal(at, operation, backup));
    const { retryOf } = operation;
    const earlier = retryOf ? await ledger.readTransfers({ operationId: retryOf }) : undefined;
    const namespaces = namespacesToDelete(await ledger.readVolumes(backup.operationId), seal, earlier);
    const prunes = planPrunes(backup.refs, namespaces, run.epoch);
    await ledger.putTransfers(run, prunes);
    if (!(await ledger.claimSealing(run)))
      throw new Fault('operation.cancelled', `${run.operationId} was cancelled before it had taken anything`);
    const standing = await ledger.readOperation(run.operationId);
    const left = isOfKind(standing, 'delete') ? standing : operation;
    const place = placeOf(backup);
    await atLocation(services, left, backup, rules, ({ store }) => store.removeSeal(place));
    return done({ repositories: prunes.length });
  });

  async function readSeal(location: Location, operation: DeletionOperation, backup: BackupOperation) {
    const place = { ...placeOf(backup), locationUid: location.locationUid };
    try {
      const body = await location.store.readSeal(place);
      return body && parseSeal(body, sealKey(location), place);
    } catch (thrown) {
      const { code } = toFault(thrown);
      const isUnreadable = code === 'seal.invalid' || code === 'object.too_large';
      if (!isUnreadable || !operation.spec.force) throw thrown;
      await recordLeftover(services, operation, `deleted although it does not verify: ${toFault(thrown).message}`);
      return undefined;
    }
  }
}

function placeOf({ operationId, refs }: Operation) {
  return { clusterId: refs.cluster.clusterId, backupId: operationId };
}
