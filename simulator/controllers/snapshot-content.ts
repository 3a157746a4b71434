import { createAs } from '../api/write.ts';
import { addFinalizer, annotate, isDeleting, keyOf, nameOf, referenceTo } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import {
  annotations,
  finalizers,
  resources,
  type Snapshot,
  type SnapshotClass,
  type SnapshotContent,
} from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { component, copyStatus, dynamicContentName, sourceClaim, sourceVolume } from './snapshot-binding.ts';

export function bindContent(simulation: Simulation, snapshot: Snapshot, content: SnapshotContent): void {
  const bound = simulation.store.modify<SnapshotContent>(resources.contents, nameOf(content), (draft) => {
    draft.spec.volumeSnapshotRef.uid = snapshot.metadata.uid;
    if (snapshot.spec.volumeSnapshotClassName !== undefined)
      draft.spec.volumeSnapshotClassName = snapshot.spec.volumeSnapshotClassName;
  });
  copyStatus(simulation, snapshot, bound ?? content);
}

export function createContent(simulation: Simulation, snapshot: Snapshot): SnapshotContent | string {
  const { store, recorder } = simulation;
  const claim = sourceClaim(simulation, snapshot);
  if (claim === undefined)
    return `snapshot controller failed to update ${nameOf(snapshot)} on API server: cannot get claim from snapshot`;
  if (isDeleting(claim))
    return `snapshot controller failed to update ${nameOf(claim)} on API server: cannot add finalizer on claim because it is being deleted`;
  store.modify(resources.claims, keyOf(claim), (draft) => addFinalizer(draft, finalizers.claimSource));
  const volume = sourceVolume(simulation, snapshot);
  if (typeof volume === 'string')
    return `failed to get input parameters to create snapshot ${nameOf(snapshot)}: ${JSON.stringify(volume)}`;
  if (volume.spec.csi === undefined) return `cannot find CSI PersistentVolumeSource for volume ${nameOf(volume)}`;
  const className = snapshot.spec.volumeSnapshotClassName ?? '';
  const snapshotClass = store.get<SnapshotClass>(resources.snapshotClasses, className);
  if (snapshotClass === undefined) return `failed to take snapshot ${nameOf(snapshot)} without a snapshot class`;
  const made = createAs<SnapshotContent>(simulation, {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotContent',
    metadata: { name: dynamicContentName(snapshot) },
    spec: {
      deletionPolicy: snapshotClass.deletionPolicy,
      driver: snapshotClass.driver,
      source: { volumeHandle: volume.spec.csi.volumeHandle },
      sourceVolumeMode: volume.spec.volumeMode ?? 'Filesystem',
      volumeSnapshotClassName: className,
      volumeSnapshotRef: referenceTo(snapshot),
    },
  });
  const message = `Waiting for a snapshot ${keyOf(snapshot)} to be created by the CSI driver.`;
  recorder.normal(snapshot, component, 'CreatingSnapshot', message);
  return made;
}

/** A bound content gets its finalizer, and the mark that lets the sidecar delete it once its snapshot is going. */
export const snapshotContents: Controller = {
  name: 'snapshot-contents',
  keys: (_, { resource, object }) => (resource === resources.contents ? [nameOf(object)] : []),
  reconcile,
};

function reconcile({ store }: Simulation, name: string): Outcome {
  const content = store.get<SnapshotContent>(resources.contents, name);
  const { volumeSnapshotRef: reference } = content?.spec ?? { volumeSnapshotRef: undefined };
  if (content === undefined || !reference?.uid) return undefined;
  if (!isDeleting(content)) store.modify(resources.contents, name, (draft) => addFinalizer(draft, finalizers.content));
  const snapshot = store.get<Snapshot>(resources.snapshots, `${reference.namespace ?? ''}/${reference.name ?? ''}`);
  if (snapshot === undefined || snapshot.metadata.uid !== reference.uid || !isDeleting(snapshot)) return undefined;
  store.modify(resources.contents, name, (draft) => annotate(draft, annotations.snapshotBeingDeleted, 'yes'));
}
