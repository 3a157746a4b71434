import type { SealedVolume } from '../../domain/backup/seal.ts';
import { fieldsOf } from '../../domain/manifest/manifest.ts';
import type { RestoreOperation } from '../../domain/operation/operation.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import { checkOffloaded, planRestoredVolumes, type VolumeHints } from '../../domain/restore/restore-plan.ts';
import { requestOf } from '../../domain/restore/restored-claim.ts';
import type { VolumePlan } from '../../domain/volume/volume.ts';
import { readKind, type SealedBackup } from '../../manifests/sealed-backup.ts';
import type { Services } from '../../platform/services.ts';
import { PV, PVC } from '../../services/cluster/kinds.ts';

type Rows = Pick<Services['ledger'], 'readVolumes'>;

/**
 * A row for every volume of the backup that comes back: how, and into which class.
 * @throws Fault Permanent `restore.not_offloaded`, `method.unsupported`
 */
export async function planVolumesOf(
  ledger: Rows,
  backup: SealedBackup,
  { refs, spec }: Pick<RestoreOperation, 'refs' | 'spec'>,
): Promise<VolumePlan[]> {
  if (refs.source) checkOffloaded(backup.seal.volumes.filter(({ outcome }) => outcome === 'Done'));
  const hints = await readHints(ledger, backup, refs.source);
  return planRestoredVolumes(backup.seal, spec.namespaceMapping, spec.storageClassMapping, hints);
}

/**
 * From the manifests of claims and volumes, and from the backup's rows where this installation made it.
 * Nodes and snapshots are those of one cluster: of them nothing is said onto another.
 */
async function readHints(
  ledger: Rows,
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

function claimOf(volumeSpec: unknown): string {
  const { namespace, name } = fieldsOf(fieldsOf(volumeSpec)?.claimRef) ?? {};
  return `${String(namespace)}/${String(name)}`;
}
