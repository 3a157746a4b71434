import { isDeepStrictEqual } from 'node:util';
import { timestamp } from '../clock.ts';
import { annotate, annotation, isDeleting, nameOf, removeFinalizer } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { RpcError } from '../storage/rpc-error.ts';
import type { PhysicalSnapshot } from '../storage/take-snapshot.ts';
import { annotations, finalizers, resources, type SnapshotContent, type Volume } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

/** gRPC codes after which the call may still be under way on the storage. */
const unsettled = ['Canceled', 'DeadlineExceeded', 'Unavailable', 'ResourceExhausted', 'Aborted'];

/** external-snapshotter's sidecar: makes, looks up and deletes the physical snapshots of contents. */
export const snapshotter: Controller = { name: 'snapshotter', keys: contentKeys, reconcile };

/** The sidecar's own writes, of status and of its mark, are not news to it: what failed waits for its back-off. */
function contentKeys({ drivers }: Simulation, { resource, object, previous }: StoreEvent): string[] {
  if (resource !== resources.contents || !drivers.includes((object as SnapshotContent).spec.driver)) return [];
  const mark = annotations.snapshotBeingDeleted;
  const isNews =
    previous === undefined ||
    isDeleting(previous) !== isDeleting(object) ||
    annotation(previous, mark) !== annotation(object, mark) ||
    !isDeepStrictEqual(previous.spec, object.spec);
  return isNews ? [nameOf(object)] : [];
}

async function reconcile(simulation: Simulation, name: string): Promise<Outcome> {
  const content = simulation.store.get<SnapshotContent>(resources.contents, name);
  if (content === undefined) return undefined;
  if (isDeleting(content) && mayDelete(content)) return removeContent(simulation, content);
  if (content.status?.readyToUse === true) return undefined;
  const isFirst = content.spec.source.volumeHandle !== undefined && content.status === undefined;
  try {
    const found =
      content.spec.source.snapshotHandle === undefined ? await cut(simulation, content) : lookUp(simulation, content);
    record(simulation, name, found);
    // Somebody may have wished it gone while it was being cut.
    if (isDeleting(simulation.store.get(resources.contents, name) ?? content)) return { afterMs: 0 };
    return found.ready ? undefined : 'retry';
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = isFirst
      ? `Failed to create snapshot: ${why}`
      : `Failed to check and update snapshot content: ${why}`;
    recordError(simulation, name, isFirst ? 'SnapshotCreationFailed' : 'SnapshotContentCheckandUpdateFailed', message);
    return 'retry';
  }
}

/**
 * A content whose snapshot still stands is not touched, however often somebody deletes it; nor one whose cut has not
 * been answered.
 */
function mayDelete(content: SnapshotContent): boolean {
  if (content.spec.source.snapshotHandle !== undefined && !content.spec.volumeSnapshotRef.uid) return true;
  if (annotation(content, annotations.snapshotBeingCreated) !== undefined) return false;
  return annotation(content, annotations.snapshotBeingDeleted) !== undefined;
}

async function removeContent({ store, driver }: Simulation, content: SnapshotContent): Promise<undefined> {
  const name = nameOf(content);
  const handle = content.status?.snapshotHandle;
  if (content.spec.deletionPolicy === 'Delete' && handle !== undefined) {
    await driver.deleteSnapshot(handle);
    store.modify<SnapshotContent>(resources.contents, name, (draft) => {
      for (const field of ['snapshotHandle', 'readyToUse', 'creationTime', 'restoreSize'] as const)
        delete draft.status?.[field];
    });
  }
  store.modify(resources.contents, name, (draft) => removeFinalizer(draft, finalizers.content));
}

async function cut(simulation: Simulation, content: SnapshotContent): Promise<PhysicalSnapshot> {
  const { store, driver } = simulation;
  const { source, volumeSnapshotRef: reference, volumeSnapshotClassName: className } = content.spec;
  const name = nameOf(content);
  if (className === undefined || store.get(resources.snapshotClasses, className) === undefined) {
    const why = `volumesnapshotclass.snapshot.storage.k8s.io \\"${className ?? ''}\\" not found`;
    throw new Error(`failed to get input parameters to create snapshot for content ${name}: "${why}"`);
  }
  store.modify(resources.contents, name, (draft) => annotate(draft, annotations.snapshotBeingCreated, 'yes'));
  const volume = source.volumeHandle ?? '';
  const claim = store.list<Volume>(resources.volumes).find((one) => one.spec.csi?.volumeHandle === volume)?.spec
    .claimRef?.name;
  const subject = { namespace: reference.namespace ?? '', name: reference.name ?? '', claim };
  try {
    const made = await driver.createSnapshot({ name: `snapshot-${reference.uid}`, volume, subject });
    answered(simulation, name);
    return made;
  } catch (error) {
    if (error instanceof RpcError && !unsettled.includes(error.code)) answered(simulation, name);
    throw new Error(
      `failed to take snapshot of the volume ${volume}: ${JSON.stringify(error instanceof Error ? error.message : String(error))}`,
    );
  }
}

function answered({ store }: Simulation, name: string): void {
  store.modify(resources.contents, name, (draft) => {
    const { [annotations.snapshotBeingCreated]: _mark, ...others } = draft.metadata.annotations ?? {};
    if (Object.keys(others).length > 0) draft.metadata.annotations = others;
    else delete draft.metadata.annotations;
  });
}

/** ListSnapshots is supported: a handle nobody knows is an error, not a snapshot. */
function lookUp({ driver }: Simulation, content: SnapshotContent): PhysicalSnapshot {
  const handle = content.spec.source.snapshotHandle ?? '';
  const found = driver.findSnapshot(handle);
  if (found !== undefined) return found;
  throw new Error(
    `failed to list snapshot for content ${nameOf(content)}: ${JSON.stringify(`can not find snapshot for snapshotID ${handle}`)}`,
  );
}

function record({ store }: Simulation, name: string, found: PhysicalSnapshot): void {
  store.modify<SnapshotContent>(resources.contents, name, (draft) => {
    const next = { ...draft.status };
    next.snapshotHandle ??= found.handle;
    next.creationTime ??= Number(found.createdNs);
    if (found.bytes > 0) next.restoreSize ??= found.bytes;
    if (next.readyToUse !== found.ready && found.ready) delete next.error;
    next.readyToUse = found.ready;
    draft.status = next;
  });
}

function recordError({ store, clock, recorder }: Simulation, name: string, reason: string, message: string): void {
  const content = store.get<SnapshotContent>(resources.contents, name);
  if (content === undefined || content.status?.error?.message === message) return;
  store.modify<SnapshotContent>(resources.contents, name, (draft) => {
    draft.status = { ...draft.status, readyToUse: false, error: { message, time: timestamp(clock) } };
  });
  recorder.warning(content, 'snapshotter', reason, message);
}
