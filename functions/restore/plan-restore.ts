import type { SealedVolume } from '../domain/backup/seal.ts';
import { Fault } from '../domain/errors.ts';
import { fieldsOf } from '../domain/manifest/manifest.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { done } from '../domain/operation/step-result.ts';
import {
  checkOffloaded,
  checkTargets,
  planRestoredVolumes,
  sourceNamespacesOf,
  type VolumeHints,
} from '../domain/restore/restore-plan.ts';
import { requestOf } from '../domain/restore/restored-claim.ts';
import { planTransfers } from '../domain/transfer/volume-transfers.ts';
import { openSealedBackup, readKind, type SealedBackup } from '../manifests/sealed-backup.ts';
import { checkClasses } from '../operations/check-restore-target.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { PV, PVC } from '../services/cluster/kinds.ts';

/**
 * Claims the run, verifies the seal, and writes a row for every volume with data: nothing is made yet.
 * A takeover finds `plannedAt` and goes on with the rows that are there.
 */
export function planRestore(services: Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>): Step {
  const { clock, ledger } = services;
  return planStep('restore', 'PlanRestore', services, async ({ operation, run }) => {
    if (operation.plannedAt) return done(operation.counts);
    const { refs, spec } = operation;
    await checkStays(spec.backup);
    const backup = await openSealedBackup(services, operation);
    const cluster = await openSameCluster(services, refs.cluster, 'restore');
    checkTargets(sourceNamespacesOf(backup.seal), spec.namespaceMapping, cluster.ownNamespace);

    if (refs.source) checkOffloaded(backup.seal.volumes.filter(({ outcome }) => outcome === 'Done'));
    const hints = await readHints(backup, refs.source);
    const planned = planRestoredVolumes(backup.seal, spec.namespaceMapping, spec.storageClassMapping, hints);
    await checkClasses(cluster, planned);
    const { epoch } = run;
    const rows = planned.map((volume) => ({ ...volume, epoch }));
    await ledger.putVolumes(run, rows);
    await ledger.putTransfers(run, planTransfers('download', operation, planned, epoch));
    const counts = { volumes: planned.length, objects: backup.seal.parts.reduce((sum, { count }) => sum + count, 0) };
    const { sealSha256 } = backup;
    await ledger.updateOperation(run, { plannedAt: clock.now().toISOString(), counts, sealSha256 });
    return done(counts);
  });

  /** After the restore's own row: a deletion that began before it is seen here, one that begins later sees the restore. */
  async function checkStays(backupId: string): Promise<void> {
    const backup = await ledger.readOperation(backupId);
    if (backup?.phase !== 'Deleting' && backup?.phase !== 'Deleted') return;
    throw new Fault('backup.not_restorable', `backup ${backupId} is ${backup.phase}`, { disposition: 'Permanent' });
  }

  /**
   * From the manifests of claims and volumes, and from the backup's rows where this installation made it.
   * Nodes and snapshots are those of one cluster: of them nothing is said onto another.
   */
  async function readHints(
    backup: SealedBackup,
    source: ClusterRef | undefined,
  ): Promise<(volume: SealedVolume) => VolumeHints> {
    const claims = await readKind(backup, PVC.kind, ({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const requestOfClaim = ({ namespace, pvc }: SealedVolume) => {
      const requestBytes = requestOf(claims.get(`${namespace}/${pvc}`));
      return requestBytes > 0 ? { requestBytes } : {};
    };
    if (source) return requestOfClaim;
    const rows = new Map((await ledger.readVolumes(backup.seal.backupId)).map((row) => [row.volumeId, row]));
    const volumes = await readKind(backup, PV.kind, ({ spec }) => claimOf(spec));
    return (sealed) => {
      const { volumeId, namespace, pvc } = sealed;
      const nodeAffinity = fieldsOf(fieldsOf(volumes.get(`${namespace}/${pvc}`)?.spec)?.nodeAffinity)?.required;
      const snapshot = rows.get(volumeId)?.snapshot;
      return {
        ...requestOfClaim(sealed),
        ...(nodeAffinity ? { nodeAffinity } : {}),
        ...(snapshot ? { snapshot } : {}),
      };
    };
  }
}

function claimOf(volumeSpec: unknown): string {
  const { namespace, name } = fieldsOf(fieldsOf(volumeSpec)?.claimRef) ?? {};
  return `${String(namespace)}/${String(name)}`;
}
