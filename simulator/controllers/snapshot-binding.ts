import { timestamp } from '../clock.ts';
import { keyOf, nameOf, namespaceOf } from '../objects.ts';
import { formatBytes } from '../quantity.ts';
import type { Simulation } from '../simulation.ts';
import { type Claim, resources, type Snapshot, type SnapshotContent, type Volume } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { refersTo } from './claims.ts';

export const component = 'snapshot-controller';

export function dynamicContentName(snapshot: Snapshot): string {
  return `snapcontent-${snapshot.metadata.uid}`;
}

export function isBack(content: SnapshotContent, snapshot: Snapshot): boolean {
  const { namespace, name, uid } = content.spec.volumeSnapshotRef;
  return name === nameOf(snapshot) && namespace === namespaceOf(snapshot) && uid === snapshot.metadata.uid;
}

/** Writes the error unless it says so already, and an event with it. Always asks for another try. */
export function fail(
  { store, clock, recorder }: Simulation,
  snapshot: Snapshot,
  notReady: boolean,
  reason: string,
  message: string,
): Outcome {
  const present = store.get<Snapshot>(resources.snapshots, keyOf(snapshot));
  if (present === undefined || present.status?.error?.message === message) return 'retry';
  store.modify<Snapshot>(resources.snapshots, keyOf(snapshot), (draft) => {
    draft.status = { ...draft.status, error: { message, time: timestamp(clock) } };
    if (notReady) draft.status.readyToUse = false;
  });
  recorder.warning(snapshot, component, reason, message);
  return 'retry';
}

export function sourceClaim({ store }: Simulation, snapshot: Snapshot): Claim | undefined {
  const name = snapshot.spec.source.persistentVolumeClaimName;
  return name === undefined ? undefined : store.get<Claim>(resources.claims, `${namespaceOf(snapshot)}/${name}`);
}

/** The volume behind the source claim, or why there is none. */
export function sourceVolume(simulation: Simulation, snapshot: Snapshot): Volume | string {
  const claim = sourceClaim(simulation, snapshot);
  const name = snapshot.spec.source.persistentVolumeClaimName ?? '';
  if (claim === undefined)
    return `failed to retrieve PVC ${name} from the lister: "persistentvolumeclaim \\"${name}\\" not found"`;
  if (claim.status?.phase !== 'Bound')
    return `the PVC ${name} is not yet bound to a PV, will not attempt to take a snapshot`;
  const volume = simulation.store.get<Volume>(resources.volumes, claim.spec.volumeName ?? '');
  if (volume === undefined) {
    return `failed to retrieve PV ${claim.spec.volumeName} from the API server: "persistentvolumes \\"${claim.spec.volumeName}\\" not found"`;
  }
  return refersTo(volume, claim) ? volume : 'claim in dataSource not bound or invalid';
}

/** The content of this snapshot, undefined if there is none yet, or the error that it is another's. */
export function expectedContent({ store }: Simulation, snapshot: Snapshot): SnapshotContent | string | undefined {
  const wanted = snapshot.spec.source.volumeSnapshotContentName;
  const name = wanted ?? dynamicContentName(snapshot);
  const content = store.get<SnapshotContent>(resources.contents, name);
  if (content === undefined) return undefined;
  const { source, volumeSnapshotRef: reference } = content.spec;
  if (wanted !== undefined && source.snapshotHandle === undefined)
    return 'VolumeSnapshotContent is dynamically provisioned while expecting a pre-provisioned one';
  if (wanted === undefined && source.volumeHandle === undefined) {
    return `VolumeSnapshotContent ${name} is pre-provisioned while expecting a dynamically provisioned one`;
  }
  const sameName = reference.name === nameOf(snapshot) && reference.namespace === namespaceOf(snapshot);
  const sameUid = reference.uid === snapshot.metadata.uid || (wanted !== undefined && !reference.uid);
  return sameName && sameUid ? content : `VolumeSnapshotContent [${name}] is bound to a different snapshot`;
}

export function copyStatus({ store, recorder }: Simulation, snapshot: Snapshot, content: SnapshotContent): void {
  const { status } = content;
  const before = store.get<Snapshot>(resources.snapshots, keyOf(snapshot))?.status;
  const after = store.modify<Snapshot>(resources.snapshots, keyOf(snapshot), (draft) => {
    const next = { ...draft.status };
    const ready = status?.readyToUse === true;
    next.boundVolumeSnapshotContentName ??= nameOf(content);
    next.readyToUse = ready;
    if (status?.creationTime !== undefined)
      next.creationTime ??= `${new Date(status.creationTime / 1e6).toISOString().slice(0, 19)}Z`;
    if (status?.restoreSize !== undefined) next.restoreSize ??= formatBytes(status.restoreSize);
    if (status?.error !== undefined) next.error = status.error;
    else delete next.error;
    draft.status = next;
  })?.status;
  if (after?.creationTime !== undefined && before?.creationTime === undefined) {
    const message = `Snapshot ${keyOf(snapshot)} was successfully created by the CSI driver.`;
    recorder.normal(snapshot, component, 'SnapshotCreated', message);
  }
  if (after?.readyToUse === true && before?.readyToUse !== true) {
    recorder.normal(snapshot, component, 'SnapshotReady', `Snapshot ${keyOf(snapshot)} is ready to use.`);
  }
}
