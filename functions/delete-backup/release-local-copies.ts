import { recordCopies } from '../cluster-objects/cleanup/release-copies.ts';
import { removeAll } from '../cluster-objects/cleanup/remove-all.ts';
import { toFault } from '../domain/errors.ts';
import type { DeletionOperation, Operation } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import {
  hasWaitedLong,
  neverRan,
  readBackupBeingDeleted,
  recordLeftover,
} from '../operations/deletion/backup-being-deleted.ts';
import { findCluster, openAnswering } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

const RESIDUAL_AFTER_SECONDS = 600;

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>;

/**
 * Everything of the backup on its own cluster: local copies, the snapshots of a `csi` backup, what a failed run has left.
 * A cluster that is not registered any more, or does not answer for as long as is waited for, is not waited for: what may
 * stay there is said by handle. From here all that can be deleted is deleted, and `checkedAt` says so.
 */
export function releaseLocalCopies(services: Dependencies): Step {
  const { clock, config, ledger } = services;
  return step('delete', 'ReleaseLocalCopies', services, async ({ operation, run, secondsInStage, wait }) => {
    const backup = await readBackupBeingDeleted(services, operation);
    const volumes = neverRan(backup) ? [] : await ledger.adoptVolumes(backup);
    const cluster = volumes.length === 0 ? undefined : await openSource(operation, backup);
    if (typeof cluster === 'string') {
      await sayStays(cluster, volumes);
    } else if (cluster) {
      const { left } = await removeAll(cluster, config.installationId, backup.operationId, new Map());
      if (left.length > 0 && secondsInStage < RESIDUAL_AFTER_SECONDS) return wait({ left: left.length });
      if (left.length > 0) await sayStays(`it would not go (${left[0]?.kind}: ${left[0]?.reason})`, volumes);
      const kept = left.length > 0 ? new Set(copiesOf(volumes).map(({ volumeId }) => volumeId)) : new Set<string>();
      await recordCopies(ledger, backup, volumes, { kept, keptFor: 'backup', at: isoNow(clock) });
    }
    await ledger.updateOperation(run, { checkedAt: isoNow(clock) });
    return done({ volumes: volumes.length });

    async function sayStays(why: string, all: readonly Volume[]): Promise<void> {
      const handles = copiesOf(all).map(({ localCopy, snapshot }) => localCopy?.handle ?? snapshot?.handle);
      if (handles.length > 0)
        await recordLeftover(services, run, `${why}: local copies may remain: ${handles.join(', ')}`);
    }
  });

  /** @returns why it cannot be opened, when it is not waited for */
  async function openSource(operation: DeletionOperation, backup: Operation) {
    const ref = await findCluster(services, backup.refs.cluster);
    if (!ref) return 'cluster gone';
    try {
      return await openAnswering(services, ref);
    } catch (thrown) {
      const { code } = toFault(thrown);
      if (code === 'cluster.not_found') return 'cluster gone';
      if (code === 'cluster.unreachable' && hasWaitedLong(operation, clock.now())) return 'cluster does not answer';
      throw thrown;
    }
  }
}

/** Volumes that may have a snapshot on the cluster's storage. */
function copiesOf(volumes: readonly Volume[]): Volume[] {
  return volumes.filter(({ localCopy, snapshot }) => (localCopy ? !localCopy.releasedAt : snapshot !== undefined));
}
