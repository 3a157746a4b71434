import { foreignVolumeOf, readTemporaryClaim } from '../../cluster-objects/temporary-claim.ts';
import { Fault } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/manifest/manifest.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { mapClasses } from '../../domain/restore/map-classes.ts';
import type { RestoreContext } from '../../domain/restore/restore-context.ts';
import { renderRestoredClaim } from '../../domain/restore/restored-claim.ts';
import { bytesOf } from '../../domain/volume/quantity.ts';
import type { RestoredVolume, Volume } from '../../domain/volume/volume.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { PV, PVC } from '../../services/cluster/kinds.ts';

/** What the volumes of one restore have in common. */
export interface HandOver {
  services: Uses<'clock' | 'ledger'>;
  cluster: Cluster;
  run: Run;
  context: RestoreContext;
  storageClassMapping: Readonly<Record<string, string>>;
  /** Of the claims in the backup, by `namespace/name`. */
  manifests: ReadonlyMap<string, Manifest>;
  /** The StorageClasses of the cluster by name. */
  classes: ReadonlyMap<string, KubeObject>;
}

/**
 * Gives one filled volume to its claim in the target namespace.
 *
 * Invariant: the volume is never without somebody who knows it. Its PV is recorded, then set to Retain, before the
 * temporary claim goes; it then waits, Released, for nobody but the target claim, by a claimRef without a uid; the
 * target claim names it. Only when both are bound does it get the reclaim policy of its class. Each rung looks at what
 * is there and does what is missing, so a turn that died is taken up by the next; the target claim is known as ours by
 * the volume that it names. Neither PV nor claim ever carries a label of ours.
 *
 * @returns whether it is bound
 * @throws Fault Permanent `restore.conflict` when somebody else made a claim of that name meanwhile
 */
export async function handOverVolume(handOver: HandOver, volume: Volume): Promise<boolean> {
  const { services, cluster, run } = handOver;
  const recorded = await recordVolume(handOver, volume);
  if (!recorded || !(await releaseTemporary(cluster, recorded))) return false;
  const pv = await reserve(cluster, volume, recorded);
  const claim = await claimFor(handOver, volume, recorded, pv);
  if (claim.status?.phase !== 'Bound') return false;
  await setPolicy(cluster, recorded.pv, recorded.reclaimPolicy);
  await services.ledger.updateVolume(run, volume.volumeId, {
    phase: 'Done',
    restored: { ...recorded, claimUid: String(claim.metadata.uid) },
    timings: { ...volume.timings, boundAt: services.clock.now().toISOString() },
  });
  return true;
}

/** What is recorded of a volume before it changes hands. */
type HandedOver = RestoredVolume &
  Required<Pick<RestoredVolume, 'temporaryClaim' | 'temporaryClaimUid' | 'pv' | 'pvUid' | 'reclaimPolicy'>>;

function isHandedOver(restored: RestoredVolume): restored is HandedOver {
  return restored.pv !== undefined;
}

/** The PV and what becomes of it, before it is touched. Undefined while the claim is not bound. */
async function recordVolume(handOver: HandOver, volume: Volume): Promise<HandedOver | undefined> {
  const { services, cluster, run, classes } = handOver;
  const { restored, volumeId } = volume;
  if (restored && isHandedOver(restored)) return restored;
  const temporary = await readTemporaryClaim(cluster, restored?.temporaryClaim ?? '');
  if (!temporary) return await recordedMeanwhile(handOver, volume);
  const { claim, volume: pv } = temporary;
  if (!pv) return undefined;
  const foreign = foreignVolumeOf(temporary);
  if (foreign) throw foreign;
  const recorded: HandedOver = {
    ...(restored ?? { namespace: volume.namespace }),
    temporaryClaim: claim.metadata.name,
    temporaryClaimUid: String(claim.metadata.uid),
    pv: pv.metadata.name,
    pvUid: String(pv.metadata.uid),
    reclaimPolicy: String(classes.get(volume.storageClass ?? '')?.reclaimPolicy ?? 'Delete'),
  };
  await services.ledger.updateVolume(run, volumeId, { restored: recorded });
  return recorded;
}

/** The claim is gone: another delivery of this Task has recorded the volume, or somebody has deleted the claim. */
async function recordedMeanwhile({ services, run }: HandOver, { volumeId, namespace, pvc }: Volume) {
  const rows = await services.ledger.readVolumes(run.operationId);
  const now = rows.find((row) => row.volumeId === volumeId)?.restored;
  if (now && isHandedOver(now)) return now;
  throw new Fault('volume.not_found', `the temporary claim of ${namespace}/${pvc} is gone`);
}

/** True once the temporary claim is gone, its volume staying. */
async function releaseTemporary(cluster: Cluster, { pv, temporaryClaim, temporaryClaimUid }: HandedOver) {
  const claim = await cluster.get(PVC, cluster.ownNamespace, temporaryClaim);
  if (claim?.metadata.uid !== temporaryClaimUid) return true;
  await setPolicy(cluster, pv, 'Retain');
  await cluster.delete(PVC, cluster.ownNamespace, temporaryClaim, { uid: temporaryClaimUid });
  return (await cluster.get(PVC, cluster.ownNamespace, temporaryClaim)) === undefined;
}

/** Points the volume at the target claim; a claimRef without a uid is a reservation for whoever has the name. */
async function reserve(cluster: Cluster, volume: Volume, recorded: HandedOver): Promise<KubeObject> {
  const { pv: name, pvUid, namespace, temporaryClaimUid } = recorded;
  const pv = await cluster.get(PV, undefined, name);
  if (!pv || pv.metadata.uid !== pvUid) {
    const message = `the volume of ${namespace}/${volume.pvc} was deleted while it was handed over`;
    throw new Fault('volume.not_found', message);
  }
  if (pv.spec?.claimRef?.uid !== temporaryClaimUid) return pv;
  const claimRef = { namespace, name: volume.pvc, uid: null, resourceVersion: null };
  return (await cluster.patch(PV, undefined, name, { spec: { claimRef } })) ?? pv;
}

async function setPolicy(cluster: Cluster, pv: string, policy: string): Promise<void> {
  const found = await cluster.get(PV, undefined, pv);
  if (!found || found.spec?.persistentVolumeReclaimPolicy === policy) return;
  await cluster.patch(PV, undefined, pv, { spec: { persistentVolumeReclaimPolicy: policy } });
}

async function claimFor(
  { cluster, manifests, storageClassMapping, context }: HandOver,
  volume: Volume,
  { namespace, pv: name }: HandedOver,
  pv: KubeObject,
): Promise<KubeObject> {
  const found = await cluster.get(PVC, namespace, volume.pvc);
  if (found) return ownClaim(found, name);
  const manifest = manifests.get(`${volume.namespace}/${volume.pvc}`);
  const capacityBytes = bytesOf(pv.spec?.capacity?.storage);
  const mapped = manifest && mapClasses(manifest, storageClassMapping);
  const wanted = renderRestoredClaim(volume, mapped, context, { pv: name, capacityBytes });
  const made = await cluster.create(PVC, wanted);
  if (typeof made !== 'string') return made;
  const other = await cluster.get(PVC, namespace, volume.pvc);
  if (!other) throw new Fault('cluster.unreachable', `claim ${namespace}/${volume.pvc} comes and goes`);
  return ownClaim(other, name);
}

function ownClaim(claim: KubeObject, pv: string): KubeObject {
  if (claim.spec?.volumeName === pv) return claim;
  const { namespace, name } = claim.metadata;
  throw new Fault('restore.conflict', `PersistentVolumeClaim ${namespace}/${name} appeared during the restore`);
}
