import { createAs } from '../api/write.ts';
import { timestamp } from '../clock.ts';
import {
  addFinalizer,
  annotate,
  annotation,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  removeFinalizer,
} from '../objects.ts';
import { formatBytes } from '../quantity.ts';
import { type Simulation, startController } from '../simulation.ts';
import {
  annotations,
  type Claim,
  finalizers,
  resources,
  type Snapshot,
  type SnapshotClass,
  type SnapshotContent,
  type Volume,
} from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

const component = 'snapshot-controller';

/**
 * external-snapshotter's snapshot-controller for VolumeSnapshots. Snapshot and content point at each other, by uid:
 * only where both do is anything deleted or believed. Messages and finalizers are those of its version 8.
 */
export function startSnapshots(simulation: Simulation): void {
  startController(simulation, 'snapshots', {
    keys: (event) => snapshotKeys(simulation, event),
    reconcile: (key) => reconcile(simulation, key),
  });
  startController(simulation, 'snapshot-contents', {
    keys: ({ resource, object }) => (resource === resources.contents ? [nameOf(object)] : []),
    reconcile: (key) => reconcileContent(simulation, key),
  });
}

function snapshotKeys({ store }: Simulation, { resource, object }: StoreEvent): string[] {
  if (resource === resources.snapshots) return [keyOf(object)];
  if (resource === resources.contents) {
    const { namespace, name } = (object as SnapshotContent).spec.volumeSnapshotRef;
    return [`${namespace ?? ''}/${name ?? ''}`];
  }
  if (resource !== resources.snapshotClasses && resource !== resources.claims) return [];
  return store
    .list<Snapshot>(resources.snapshots, resource === resources.claims ? namespaceOf(object) : undefined)
    .filter((snapshot) => snapshot.status?.readyToUse !== true || isDeleting(snapshot))
    .map(keyOf);
}

function dynamicContentName(snapshot: Snapshot): string {
  return `snapcontent-${snapshot.metadata.uid}`;
}

function isBack(content: SnapshotContent, snapshot: Snapshot): boolean {
  const { namespace, name, uid } = content.spec.volumeSnapshotRef;
  return name === nameOf(snapshot) && namespace === namespaceOf(snapshot) && uid === snapshot.metadata.uid;
}

/** Writes the error unless it says so already, and an event with it. Always asks for another try. */
function fail(
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

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store } = simulation;
  const snapshot = store.get<Snapshot>(resources.snapshots, key);
  if (snapshot === undefined) return undefined;
  const classProblem = ensureClass(simulation, snapshot);
  if (classProblem !== undefined && !isDeleting(snapshot)) return classProblem;
  releaseClaim(simulation, snapshot, false);
  if (isDeleting(snapshot)) return removeSnapshot(simulation, snapshot);
  const current = store.get<Snapshot>(resources.snapshots, key) ?? snapshot;
  const content = expectedContent(simulation, current);
  if (typeof content === 'string')
    return fail(
      simulation,
      current,
      true,
      content.startsWith('VolumeSnapshotContent [') ? 'SnapshotContentMisbound' : 'SnapshotContentMismatch',
      content,
    );
  store.modify<Snapshot>(resources.snapshots, key, (draft) => {
    addFinalizer(draft, finalizers.snapshotSource);
    if (content?.spec.deletionPolicy === 'Delete' && draft.status?.boundVolumeSnapshotContentName !== undefined)
      addFinalizer(draft, finalizers.snapshotBound);
  });
  const isReady = current.status?.readyToUse === true && current.status.boundVolumeSnapshotContentName !== undefined;
  return isReady ? checkReady(simulation, current) : makeReady(simulation, current, content);
}

/** The class named, else the one default class of the volume's driver, as the controller sets it. */
function ensureClass(simulation: Simulation, snapshot: Snapshot): Outcome {
  const { store } = simulation;
  const named = snapshot.spec.volumeSnapshotClassName;
  if (named !== undefined) {
    if (store.get(resources.snapshotClasses, named) !== undefined) return undefined;
    const message = `Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io "${named}" not found`;
    return fail(simulation, snapshot, false, 'GetSnapshotClassFailed', message);
  }
  if (snapshot.spec.source.volumeSnapshotContentName !== undefined) return undefined;
  const problem = (message: string) =>
    fail(
      simulation,
      snapshot,
      false,
      'SetDefaultSnapshotClassFailed',
      `Failed to set default snapshot class with error ${message}`,
    );
  const volume = sourceVolume(simulation, snapshot);
  if (typeof volume === 'string') return problem(volume);
  const driver = volume.spec.csi?.driver;
  if (driver === undefined)
    return problem(`snapshotting non-CSI volumes is not supported, snapshot:${keyOf(snapshot)}`);
  const defaults = store
    .list<SnapshotClass>(resources.snapshotClasses)
    .filter((one) => annotation(one, annotations.defaultSnapshotClass) === 'true' && one.driver === driver);
  const [only] = defaults;
  if (only === undefined) return problem('cannot find default snapshot class');
  if (defaults.length > 1) return problem(`${defaults.length} default snapshot classes were found`);
  store.modify<Snapshot>(resources.snapshots, keyOf(snapshot), (draft) => {
    draft.spec.volumeSnapshotClassName = nameOf(only);
  });
  return undefined;
}

function sourceClaim({ store }: Simulation, snapshot: Snapshot): Claim | undefined {
  const name = snapshot.spec.source.persistentVolumeClaimName;
  return name === undefined ? undefined : store.get<Claim>(resources.claims, `${namespaceOf(snapshot)}/${name}`);
}

/** The volume behind the source claim, or why there is none. */
function sourceVolume(simulation: Simulation, snapshot: Snapshot): Volume | string {
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
  const { claimRef } = volume.spec;
  const bound =
    claimRef?.name === name &&
    claimRef.namespace === namespaceOf(claim) &&
    (!claimRef.uid || claimRef.uid === claim.metadata.uid);
  return bound ? volume : 'claim in dataSource not bound or invalid';
}

/** The content of this snapshot, undefined if there is none yet, or the error that it is another's. */
function expectedContent({ store }: Simulation, snapshot: Snapshot): SnapshotContent | string | undefined {
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

function checkReady(simulation: Simulation, snapshot: Snapshot): Outcome {
  const content = simulation.store.get<SnapshotContent>(
    resources.contents,
    snapshot.status?.boundVolumeSnapshotContentName ?? '',
  );
  if (content === undefined)
    fail(simulation, snapshot, true, 'SnapshotContentMissing', 'VolumeSnapshotContent is missing');
  else if (!isBack(content, snapshot))
    fail(
      simulation,
      snapshot,
      true,
      'SnapshotMisbound',
      'VolumeSnapshotContent is not bound to the VolumeSnapshot correctly',
    );
  return undefined;
}

function makeReady(simulation: Simulation, snapshot: Snapshot, content: SnapshotContent | undefined): Outcome {
  if (snapshot.spec.source.volumeSnapshotContentName !== undefined) {
    if (content === undefined)
      return fail(simulation, snapshot, true, 'SnapshotContentMissing', 'VolumeSnapshotContent is missing');
    bindContent(simulation, snapshot, content);
    return undefined;
  }
  if (content !== undefined) {
    copyStatus(simulation, snapshot, content);
    return undefined;
  }
  const made = createContent(simulation, snapshot);
  if (typeof made !== 'string') {
    copyStatus(simulation, snapshot, made);
    return undefined;
  }
  return fail(
    simulation,
    snapshot,
    true,
    'SnapshotContentCreationFailed',
    `Failed to create snapshot content with error ${made}`,
  );
}

function bindContent(simulation: Simulation, snapshot: Snapshot, content: SnapshotContent): void {
  const bound = simulation.store.modify<SnapshotContent>(resources.contents, nameOf(content), (draft) => {
    draft.spec.volumeSnapshotRef.uid = snapshot.metadata.uid;
    if (snapshot.spec.volumeSnapshotClassName !== undefined)
      draft.spec.volumeSnapshotClassName = snapshot.spec.volumeSnapshotClassName;
  });
  copyStatus(simulation, snapshot, bound ?? content);
}

function createContent(simulation: Simulation, snapshot: Snapshot): SnapshotContent | string {
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
      volumeSnapshotRef: {
        apiVersion: snapshot.apiVersion,
        kind: 'VolumeSnapshot',
        name: nameOf(snapshot),
        namespace: namespaceOf(snapshot),
        resourceVersion: snapshot.metadata.resourceVersion,
        uid: snapshot.metadata.uid,
      },
    },
  });
  recorder.normal(
    snapshot,
    component,
    'CreatingSnapshot',
    `Waiting for a snapshot ${keyOf(snapshot)} to be created by the CSI driver.`,
  );
  return made;
}

function copyStatus({ store, recorder }: Simulation, snapshot: Snapshot, content: SnapshotContent): void {
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
    recorder.normal(
      snapshot,
      component,
      'SnapshotCreated',
      `Snapshot ${keyOf(snapshot)} was successfully created by the CSI driver.`,
    );
  }
  if (after?.readyToUse === true && before?.readyToUse !== true) {
    recorder.normal(snapshot, component, 'SnapshotReady', `Snapshot ${keyOf(snapshot)} is ready to use.`);
  }
}

/** The source claim's finalizer goes when no unready snapshot of it is left. */
function releaseClaim(simulation: Simulation, snapshot: Snapshot, skipSelf: boolean): void {
  const claim = sourceClaim(simulation, snapshot);
  if (claim?.metadata.finalizers?.includes(finalizers.claimSource) !== true) return;
  const busy = simulation.store
    .list<Snapshot>(resources.snapshots, namespaceOf(snapshot))
    .filter((other) => !skipSelf || nameOf(other) !== nameOf(snapshot))
    .some(
      (other) => other.spec.source.persistentVolumeClaimName === nameOf(claim) && other.status?.readyToUse !== true,
    );
  if (!busy)
    simulation.store.modify(resources.claims, keyOf(claim), (draft) => removeFinalizer(draft, finalizers.claimSource));
}

function removeSnapshot(simulation: Simulation, snapshot: Snapshot): Outcome {
  const { store, recorder } = simulation;
  const name = snapshot.status?.boundVolumeSnapshotContentName ?? dynamicContentName(snapshot);
  const found = store.get<SnapshotContent>(resources.contents, name);
  const content = found !== undefined && isBack(found, snapshot) ? found : undefined;
  if (content !== undefined && isBeingRestored(simulation, snapshot)) {
    recorder.warning(snapshot, component, 'SnapshotDeletePending', 'Snapshot is being used to restore a PVC');
    return 'retry';
  }
  if (content !== undefined) {
    store.modify(resources.contents, name, (draft) => annotate(draft, annotations.snapshotBeingDeleted, 'yes'));
    if (content.spec.deletionPolicy === 'Delete') store.remove(resources.contents, name);
  }
  releaseClaim(simulation, snapshot, true);
  const waits = content !== undefined && content.spec.deletionPolicy === 'Delete';
  store.modify(resources.snapshots, keyOf(snapshot), (draft) => {
    removeFinalizer(draft, finalizers.snapshotSource);
    if (!waits) removeFinalizer(draft, finalizers.snapshotBound);
  });
  return undefined;
}

function isBeingRestored({ store }: Simulation, snapshot: Snapshot): boolean {
  return store.list<Claim>(resources.claims, namespaceOf(snapshot)).some((claim) => {
    const source = claim.spec.dataSource;
    return source?.kind === 'VolumeSnapshot' && source.name === nameOf(snapshot) && claim.status?.phase === 'Pending';
  });
}

/** A bound content gets its finalizer, and the mark that lets the sidecar delete it once its snapshot is going. */
function reconcileContent({ store }: Simulation, name: string): Outcome {
  const content = store.get<SnapshotContent>(resources.contents, name);
  const { volumeSnapshotRef: reference } = content?.spec ?? { volumeSnapshotRef: undefined };
  if (content === undefined || !reference?.uid) return undefined;
  if (!isDeleting(content)) store.modify(resources.contents, name, (draft) => addFinalizer(draft, finalizers.content));
  const snapshot = store.get<Snapshot>(resources.snapshots, `${reference.namespace ?? ''}/${reference.name ?? ''}`);
  if (snapshot === undefined || snapshot.metadata.uid !== reference.uid || !isDeleting(snapshot)) return undefined;
  store.modify(resources.contents, name, (draft) => annotate(draft, annotations.snapshotBeingDeleted, 'yes'));
  return undefined;
}
