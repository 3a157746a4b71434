import { Fault } from '../domain/errors.ts';
import type { Ownership } from '../domain/manifest/labels.ts';
import { freeVolumeFor, isMadeFor, isNamedAfter } from '../domain/volume/temporary-volume.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { ensure } from '../services/cluster/ensure.ts';
import { PV, PVC } from '../services/cluster/kinds.ts';

/** On a PV that is not ours, from the moment we must keep it until it is free again: its own reclaim policy. */
const OWN_POLICY = 'snapferry.dev/own-reclaim-policy';

/** A temporary claim, and the volume that it is bound to. */
export interface TemporaryClaim {
  claim: KubeObject;
  volume?: KubeObject;
}

/**
 * Makes the claim, unless it would be given a volume that is there already.
 * @param volumes all PVs of the cluster
 * @throws Fault Permanent `volume.claim_bound_elsewhere`, naming the PV
 */
export async function ensureTemporaryClaim(
  cluster: Cluster,
  claim: KubeObject,
  owner: Ownership,
  volumes: readonly KubeObject[],
): Promise<void> {
  refuseFreeVolume(claim, volumes);
  await ensure(cluster, PVC, claim, owner);
}

/** @throws Fault Permanent `volume.claim_bound_elsewhere` when the claim would be given a volume that is there already */
export function refuseFreeVolume(claim: KubeObject, volumes: readonly KubeObject[]): void {
  const taken = freeVolumeFor(claim, volumes);
  if (!taken) return;
  const { storageClassName } = claim.spec ?? {};
  const message = `a temporary claim of ${storageClassName} would be given the PersistentVolume ${taken}, which is free`;
  throw new Fault('volume.claim_bound_elsewhere', message);
}

export async function readTemporaryClaim(cluster: Cluster, name: string): Promise<TemporaryClaim | undefined> {
  const claim = await cluster.get(PVC, cluster.ownNamespace, name);
  const volumeName: unknown = claim?.spec?.volumeName;
  if (!claim || typeof volumeName !== 'string') return claim && { claim };
  const volume = await cluster.get(PV, undefined, volumeName);
  const isBound = volume?.spec?.claimRef?.uid === claim.metadata.uid;
  return volume && isBound ? { claim, volume } : { claim };
}

/** Why what a claim was given may not be used; undefined for a volume that was made for it. */
export function foreignVolumeOf({ claim, volume }: TemporaryClaim): Fault | undefined {
  if (!volume || isMadeFor(volume, claim)) return undefined;
  const { name } = volume.metadata;
  const message = `${claim.metadata.name} was given the PersistentVolume ${name}, which was free`;
  return new Fault('volume.claim_bound_elsewhere', message);
}

/**
 * Deletes the claim, and with it the volume that was made for it: a class that says Retain would leak one a run, so the
 * policy is set first. A volume that was not made for it is kept, and giveBack frees it once the claim is gone.
 */
export async function releaseTemporaryClaim(cluster: Cluster, found: TemporaryClaim | undefined): Promise<void> {
  if (!found) return;
  const { claim, volume } = found;
  if (volume) {
    const policy: unknown = volume.spec?.persistentVolumeReclaimPolicy;
    const isOurs = isMadeFor(volume, claim);
    if (isOurs && policy !== 'Delete') await patchVolume(cluster, volume, deleting);
    if (!isOurs && !volume.metadata.annotations?.[OWN_POLICY]) await patchVolume(cluster, volume, keeping(policy));
  }
  const { name, uid } = claim.metadata;
  await cluster.delete(PVC, cluster.ownNamespace, name, uid ? { uid } : {});
}

/**
 * What becomes of a volume whose temporary claim is gone: one that we kept for its owner is free again, as it was; one
 * that was still being made when its claim went is deleted by its driver.
 * @returns whether it is still there, and has to go
 */
export async function giveBack(cluster: Cluster, volume: KubeObject): Promise<boolean> {
  const own = volume.metadata.annotations?.[OWN_POLICY];
  if (own) {
    await patchVolume(cluster, volume, {
      metadata: { annotations: { [OWN_POLICY]: null } },
      spec: { claimRef: null, persistentVolumeReclaimPolicy: own },
    });
    return false;
  }
  const isOurs = isNamedAfter(volume, String(volume.spec?.claimRef?.uid));
  if (isOurs && volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') await patchVolume(cluster, volume, deleting);
  return true;
}

const deleting = { spec: { persistentVolumeReclaimPolicy: 'Delete' } };

function keeping(policy: unknown) {
  return {
    metadata: { annotations: { [OWN_POLICY]: String(policy) } },
    spec: { persistentVolumeReclaimPolicy: 'Retain' },
  };
}

async function patchVolume(cluster: Cluster, { metadata }: KubeObject, patch: unknown): Promise<void> {
  await cluster.patch(PV, undefined, metadata.name, patch);
}
