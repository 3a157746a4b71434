import { addFinalizer, annotate, isDeleting, keyOf, nameOf, namespaceOf, removeFinalizer } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import {
  annotations,
  type Claim,
  finalizers,
  resources,
  type Snapshot,
  type SnapshotContent,
} from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';
import {
  component,
  copyStatus,
  dynamicContentName,
  expectedContent,
  fail,
  isBack,
  sourceClaim,
} from './snapshot-binding.ts';
import { ensureClass } from './snapshot-class.ts';
import { bindContent, createContent } from './snapshot-content.ts';

const MISSING = 'VolumeSnapshotContent is missing';

/**
 * external-snapshotter's snapshot-controller for VolumeSnapshots. Snapshot and content point at each other, by uid:
 * only where both do is anything deleted or believed. Messages and finalizers are those of its version 8.
 */
export const snapshots: Controller = { name: 'snapshots', keys: snapshotKeys, reconcile };

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
  if (typeof content === 'string') {
    const message = `Failed to check and update snapshot: ${content}`;
    simulation.recorder.warning(current, component, 'SnapshotFinalizerError', message);
    const isElsewhere = content.startsWith('VolumeSnapshotContent [');
    return fail(simulation, current, true, `SnapshotContent${isElsewhere ? 'Misbound' : 'Mismatch'}`, content);
  }
  store.modify<Snapshot>(resources.snapshots, key, (draft) => {
    addFinalizer(draft, finalizers.snapshotSource);
    if (content?.spec.deletionPolicy === 'Delete' && draft.status?.boundVolumeSnapshotContentName !== undefined)
      addFinalizer(draft, finalizers.snapshotBound);
  });
  const isReady = current.status?.readyToUse === true && current.status.boundVolumeSnapshotContentName !== undefined;
  return isReady ? checkReady(simulation, current) : makeReady(simulation, current, content);
}

function checkReady(simulation: Simulation, snapshot: Snapshot): undefined {
  const name = snapshot.status?.boundVolumeSnapshotContentName ?? '';
  const content = simulation.store.get<SnapshotContent>(resources.contents, name);
  const unbound = 'VolumeSnapshotContent is not bound to the VolumeSnapshot correctly';
  if (content === undefined) fail(simulation, snapshot, true, 'SnapshotContentMissing', MISSING);
  else if (!isBack(content, snapshot)) fail(simulation, snapshot, true, 'SnapshotMisbound', unbound);
}

function makeReady(simulation: Simulation, snapshot: Snapshot, content: SnapshotContent | undefined): Outcome {
  if (snapshot.spec.source.volumeSnapshotContentName !== undefined) {
    if (content === undefined) return fail(simulation, snapshot, true, 'SnapshotContentMissing', MISSING);
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
  const message = `Failed to create snapshot content with error ${made}`;
  return fail(simulation, snapshot, true, 'SnapshotContentCreationFailed', message);
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
}

function isBeingRestored({ store }: Simulation, snapshot: Snapshot): boolean {
  return store.list<Claim>(resources.claims, namespaceOf(snapshot)).some((claim) => {
    const source = claim.spec.dataSource;
    return source?.kind === 'VolumeSnapshot' && source.name === nameOf(snapshot) && claim.status?.phase === 'Pending';
  });
}
