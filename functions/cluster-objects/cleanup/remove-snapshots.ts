import type { KeptCopies } from '../../domain/backup/local-copies.ts';
import { ROLE, selectorOf, VOLUME } from '../../domain/manifest/labels.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../../services/cluster/kinds.ts';
import { residualOf } from './remove-temporary.ts';

interface Pairs {
  snapshots: KubeObject[];
  contents: KubeObject[];
}

/**
 * Removes what an operation cut: all original pairs, and the local copies of the volumes that are not to be kept.
 *
 * Two contents may share one handle. Invariant: Delete is set only on the last content of a handle. So an original goes
 * with Retain while its adopted pair exists, whether that is kept or freed afterwards; only an original that was never
 * adopted is freed itself.
 * @param keep the volumes whose local copy stays. One beside a copy at the location of which somebody has deleted a
 *   half is none: it goes
 * @returns what is still there, kept local copies apart, and the ids of the volumes that have one
 */
export async function removeSnapshots(cluster: Cluster, installationId: string, operationId: string, keep: KeptCopies) {
  const labelSelector = selectorOf(installationId, operationId);
  const all: Pairs = {
    snapshots: await cluster.listAll(VOLUME_SNAPSHOT, { labelSelector }),
    contents: await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, { labelSelector }),
  };
  const originals = withRole(all, 'snapshot');
  const copies = withRole(all, 'local-copy');
  const adopted = new Set(copies.contents.map(volumeOf));
  const left: Residual[] = [];
  const stays = (volumeId: string) => keep.get(volumeId) === 'only' || isWhole(ofVolume(copies, volumeId));
  const kept = new Set(volumesOf(copies).filter((volumeId) => keep.has(volumeId) && stays(volumeId)));

  for (const volumeId of volumesOf(originals)) {
    left.push(...(await free(cluster, ofVolume(originals, volumeId), adopted.has(volumeId) ? 'Retain' : 'Delete')));
  }
  const stillOriginal = new Set(volumesOf(originals));
  for (const volumeId of volumesOf(copies)) {
    if (kept.has(volumeId)) continue;
    const pair = ofVolume(copies, volumeId);
    if (stillOriginal.has(volumeId)) left.push(...pair.contents.map((one) => residualOf(VOLUME_SNAPSHOT_CONTENT, one)));
    else left.push(...(await free(cluster, pair, 'Delete')));
  }
  return { left, kept };
}

function isWhole({ snapshots, contents }: Pairs): boolean {
  const stays = [...snapshots, ...contents].filter(({ metadata }) => !metadata.deletionTimestamp);
  return stays.length === 2;
}

/**
 * One pair on its way out: the policy first, then the VolumeSnapshot, then the content.
 * A VolumeSnapshot that is neither cut nor failed is left for the next turn: deleting it then can wedge its controller.
 */
async function free(cluster: Cluster, pair: Pairs, policy: 'Delete' | 'Retain'): Promise<Residual[]> {
  const uncut = pair.snapshots.some(({ status }) => !status?.creationTime && !status?.error);
  if (uncut) return pair.snapshots.map((one) => residualOf(VOLUME_SNAPSHOT, one));
  const contents = [...pair.contents, ...(await unlabelled(cluster, pair))];
  for (const { metadata, spec } of contents) {
    if (spec?.deletionPolicy !== policy) {
      await cluster.patch(VOLUME_SNAPSHOT_CONTENT, undefined, metadata.name, { spec: { deletionPolicy: policy } });
    }
  }
  for (const { metadata } of pair.snapshots) {
    if (metadata.deletionTimestamp) continue;
    await cluster.delete(VOLUME_SNAPSHOT, metadata.namespace, metadata.name, metadata.uid ? { uid: metadata.uid } : {});
  }
  // With the VolumeSnapshot gone the controller deletes a content that says Delete; one that says Retain is ours to delete.
  if (pair.snapshots.length === 0) {
    for (const { metadata } of contents) {
      if (!metadata.deletionTimestamp) await cluster.delete(VOLUME_SNAPSHOT_CONTENT, undefined, metadata.name);
    }
  }
  return [
    ...pair.snapshots.map((one) => residualOf(VOLUME_SNAPSHOT, one)),
    ...contents.map((one) => residualOf(VOLUME_SNAPSHOT_CONTENT, one)),
  ];
}

/** A content that was cut but not yet labelled: ours by the uid of the VolumeSnapshot it refers to. */
async function unlabelled(cluster: Cluster, { snapshots, contents }: Pairs): Promise<KubeObject[]> {
  const found: KubeObject[] = [];
  for (const { status, metadata } of snapshots) {
    const name = String(status?.boundVolumeSnapshotContentName ?? '');
    if (name === '' || contents.some((one) => one.metadata.name === name)) continue;
    const content = await cluster.get(VOLUME_SNAPSHOT_CONTENT, undefined, name);
    if (content?.spec?.volumeSnapshotRef?.uid === metadata.uid && content) found.push(content);
  }
  return found;
}

function withRole(all: Pairs, role: string): Pairs {
  const has = ({ metadata }: KubeObject) => metadata.labels?.[ROLE] === role;
  return { snapshots: all.snapshots.filter(has), contents: all.contents.filter(has) };
}

function ofVolume(all: Pairs, volumeId: string): Pairs {
  const has = (one: KubeObject) => volumeOf(one) === volumeId;
  return { snapshots: all.snapshots.filter(has), contents: all.contents.filter(has) };
}

function volumesOf({ snapshots, contents }: Pairs): string[] {
  return [...new Set([...snapshots, ...contents].map(volumeOf))];
}

function volumeOf({ metadata }: KubeObject): string {
  return metadata.labels?.[VOLUME] ?? '';
}
