import { DELETION_SECRETS, SNAPSHOT_MANAGED_BY } from '../../cluster-objects/render-snapshots.ts';
import { hopelessSnapshotError } from '../../domain/backup/snapshot-errors.ts';
import { GONE } from '../../domain/backup/unprotected.ts';
import { checkDriversText } from '../../domain/cluster/cluster-answers.ts';
import { Fault, failureOf } from '../../domain/errors.ts';
import { labelsOf, type Ownership } from '../../domain/manifest/labels.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { bytesOf } from '../../domain/volume/quantity.ts';
import type { SnapshotFacts, VolumeRow } from '../../domain/volume/volume.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { PVC, VOLUME_SNAPSHOT_CONTENT } from '../../services/cluster/kinds.ts';
import type { Changes, Ledger } from '../../services/ledger/ledger.ts';

/** As PlanBackup says it of those that it finds so. */
const LEFT_OUT = 'the claim is being deleted, and no snapshot of it can be made';

export interface On {
  cluster: Cluster;
  rows: ReturnType<typeof followVolumes>;
  installationId: string;
  operationId: string;
}

/**
 * One look at the snapshot of a volume: once it is taken it is recorded, and kept by Retain.
 * @returns why the backup fails, if it does
 */
export async function retainSnapshot(on: On, volume: VolumeRow, snapshot: KubeObject | undefined) {
  const { cluster, rows, installationId, operationId } = on;
  const { volumeId } = volume;
  if (!snapshot) return await failGone(on, volume);
  const message = errorOf(snapshot);
  const facts = await keepSnapshot(cluster, snapshot, { installationId, operationId, role: 'snapshot', volumeId });
  if (facts) {
    const timings = { ...volume.timings, cutAt: facts.creationTime };
    await rows.update(volume, { phase: 'SnapshotTaken', snapshot: facts, timings, reason: undefined });
    return undefined;
  }
  if (message === undefined || (await isLeaving(on, volume))) return undefined;
  const hopeless = hopelessSnapshotError(message);
  const said = `${volume.namespace}/${volume.pvc}: ${hopeless?.hint ? `${hopeless.hint}: ` : ''}${message}`;
  const fault = new Fault(hopeless?.code ?? 'snapshot.failed', said);
  await rows.update(volume, { reason: failureOf(fault), ...(hopeless ? { phase: 'Failed' } : {}) });
  return hopeless ? fault : undefined;
}

async function failGone(on: On, volume: VolumeRow): Promise<Fault | undefined> {
  if (await isLeaving(on, volume)) return undefined;
  const { namespace, pvc } = volume;
  const fault = new Fault('snapshot.not_found', `the VolumeSnapshot of ${namespace}/${pvc} was deleted before the cut`);
  await on.rows.update(volume, { phase: 'Failed', reason: failureOf(fault) });
  return fault;
}

/**
 * Of a volume that is not cut: one whose claim is not there any more is Gone. One that is being deleted has its data, and
 * no snapshot of it is cut; it may still go, and is waited for as every error is. One that the schedule says may be
 * deleted is left out.
 */
async function isLeaving({ cluster, rows }: On, volume: VolumeRow): Promise<boolean> {
  const claim = await cluster.get(PVC, volume.namespace, volume.pvc);
  const isThere = claim?.metadata.uid === volume.pvcUid;
  if (isThere && !claim.metadata.deletionTimestamp) return false;
  if (isThere && volume.mayBeLeftOut)
    await rows.update(volume, { phase: 'Excluded', why: LEFT_OUT, reason: undefined });
  else if (isThere) await rows.update(volume, { reason: failureOf(terminating([volume])) });
  else await rows.update(volume, { phase: 'Gone', why: GONE, reason: undefined });
  return true;
}

export function terminating(volumes: readonly VolumeRow[]): Fault {
  const named = volumes.slice(0, 20).map(({ namespace, pvc }) => `${namespace}/${pvc}`);
  const message = `no snapshot can be made of claims that are being deleted and still there: ${named.join(', ')}`;
  return new Fault('volume.terminating', message, { disposition: 'Permanent' });
}

function errorOf(snapshot: KubeObject): string | undefined {
  const message = snapshot.status?.error?.message;
  return typeof message === 'string' ? message.slice(0, 1000) : undefined;
}

/** The volumes of a turn as they are now: what writes a row is told what it says, so nobody reads all of them again. */
export function followVolumes(ledger: Pick<Ledger, 'updateVolume'>, run: Run, volumes: readonly VolumeRow[]) {
  const rows = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  return {
    async update({ volumeId }: Pick<VolumeRow, 'volumeId'>, changes: Changes<VolumeRow>): Promise<void> {
      rows.set(volumeId, await ledger.updateVolume(run, volumeId, changes));
    },
    now: (): VolumeRow[] => [...rows.values()],
  };
}

/**
 * Reads the content of a snapshot that is cut and sets it to Retain, in one write; undefined while it is not cut.
 * The content is ours by the uid of its volumeSnapshotRef: the controller that made it puts no label of ours on it.
 * The user's class, which may say Delete, is left as it is.
 */
export async function keepSnapshot(cluster: Cluster, snapshot: KubeObject, owner: Ownership) {
  const contentName: unknown = snapshot.status?.boundVolumeSnapshotContentName;
  if (typeof contentName !== 'string' || !snapshot.status?.creationTime) return undefined;
  const content = await cluster.get(VOLUME_SNAPSHOT_CONTENT, undefined, contentName);
  if (!content || content.spec?.volumeSnapshotRef?.uid !== snapshot.metadata.uid) return undefined;
  if (!content.status?.snapshotHandle) return undefined;
  const facts = factsOf(snapshot, content);
  await cluster.patch(VOLUME_SNAPSHOT_CONTENT, undefined, contentName, {
    metadata: { labels: labelsOf(owner) },
    spec: { deletionPolicy: 'Retain' },
  });
  return facts;
}

function factsOf(snapshot: KubeObject, content: KubeObject): SnapshotFacts {
  const { annotations = {}, labels = {} } = content.metadata;
  const restoreSize = content.status?.restoreSize ?? snapshot.status?.restoreSize;
  return {
    name: snapshot.metadata.name,
    uid: String(snapshot.metadata.uid),
    contentName: content.metadata.name,
    handle: checkDriversText(content.status?.snapshotHandle, 'the handle of a snapshot'),
    driver: checkDriversText(content.spec?.driver, 'the driver of a snapshot'),
    creationTime: isoOf(content.status?.creationTime, snapshot.status?.creationTime),
    ...(restoreSize === undefined ? {} : { restoreSizeBytes: bytesOf(restoreSize) }),
    ...(content.spec?.sourceVolumeMode ? { sourceVolumeMode: String(content.spec.sourceVolumeMode) } : {}),
    ...(content.spec?.volumeSnapshotClassName ? { className: String(content.spec.volumeSnapshotClassName) } : {}),
    annotations: only(annotations, DELETION_SECRETS),
    labels: only(labels, [SNAPSHOT_MANAGED_BY]),
  };
}

/** The content counts nanoseconds since 1970, the VolumeSnapshot has whole seconds. */
function isoOf(nanoseconds: unknown, seconds: unknown): string {
  return typeof nanoseconds === 'number' ? new Date(Math.floor(nanoseconds / 1e6)).toISOString() : String(seconds);
}

function only(from: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
