import { DELETION_SECRETS, SNAPSHOT_MANAGED_BY } from '../../cluster-objects/render-snapshots.ts';
import { checkDriversText } from '../../domain/cluster/cluster-answers.ts';
import { labelsOf, type Ownership } from '../../domain/manifest/labels.ts';
import { bytesOf } from '../../domain/volume/quantity.ts';
import type { SnapshotFacts } from '../../domain/volume/volume.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT_CONTENT } from '../../services/cluster/kinds.ts';

/** How external-snapshotter names what it makes for a VolumeSnapshot, which comes to know of the cut a second after it. */
function contentNameOf({ metadata, status }: KubeObject): string {
  return String(status?.boundVolumeSnapshotContentName ?? `snapcontent-${metadata.uid}`);
}

/** The content is a snapshot's by the uid of its volumeSnapshotRef: the controller that made it puts no label of ours on it. */
export async function readContent(cluster: Cluster, snapshot: KubeObject): Promise<KubeObject | undefined> {
  const content = await cluster.get(VOLUME_SNAPSHOT_CONTENT, undefined, contentNameOf(snapshot));
  return content?.spec?.volumeSnapshotRef?.uid === snapshot.metadata.uid ? content : undefined;
}

/**
 * Reads the content of a snapshot that is cut and sets it to Retain, in one write; undefined while it is not cut.
 * The user's class, which may say Delete, is left as it is.
 */
export async function keepSnapshot(cluster: Cluster, snapshot: KubeObject, owner: Ownership) {
  const { boundVolumeSnapshotContentName, creationTime } = snapshot.status ?? {};
  if (typeof boundVolumeSnapshotContentName !== 'string' || !creationTime) return undefined;
  const content = await readContent(cluster, snapshot);
  if (!content?.status?.snapshotHandle) return undefined;
  const facts = factsOf(snapshot, content);
  await cluster.patch(VOLUME_SNAPSHOT_CONTENT, undefined, content.metadata.name, {
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
