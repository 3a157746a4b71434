import { graceOf, isDeleting, type KubeObject, keyOf, removeFinalizer } from '../objects.ts';
import { type Simulation, startController } from '../simulation.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

interface Reference {
  resource: string;
  key: string;
}

/**
 * The garbage collector: dependents go with their last owner; `foregroundDeletion` waits for them, `orphan` lets them
 * go. Keys are owners' uids.
 */
export function startGarbageCollector(simulation: Simulation): void {
  const dependents = new Map<string, Map<string, Reference>>();
  const owners = new Map<string, Reference>();

  function note({ type, resource, object, previous }: StoreEvent): void {
    const reference = { resource, key: keyOf(object) };
    const id = object.metadata.uid;
    for (const owner of previous?.metadata.ownerReferences ?? []) dependents.get(owner.uid)?.delete(id);
    if (type === 'DELETED') {
      owners.delete(id);
      for (const owner of object.metadata.ownerReferences ?? []) dependents.get(owner.uid)?.delete(id);
      return;
    }
    owners.set(id, reference);
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const known = dependents.get(uid) ?? new Map<string, Reference>();
      dependents.set(uid, known.set(id, reference));
    }
  }

  startController(simulation, {
    name: 'garbage',
    keys(_, event) {
      note(event);
      const above = (event.object.metadata.ownerReferences ?? []).map((owner) => owner.uid);
      const isOwner = event.type === 'DELETED' || isDeleting(event.object);
      return isOwner ? [event.object.metadata.uid, ...above] : above;
    },
    reconcile({ store }, uid): Outcome {
      const children = [...(dependents.get(uid)?.values() ?? [])]
        .map(({ resource, key }) => ({ resource, key, object: store.get(resource, key) }))
        .filter((child) => child.object?.metadata.ownerReferences?.some((owner) => owner.uid === uid));
      const reference = owners.get(uid);
      const owner = reference && store.get(reference.resource, reference.key);
      if (owner === undefined || reference === undefined) {
        for (const { object, ...child } of children)
          if (object !== undefined) abandon(simulation, child, object, uid, owners);
        if (children.length === 0) dependents.delete(uid);
        return undefined;
      }
      if (owner.metadata.finalizers?.includes('orphan') === true && isDeleting(owner)) {
        for (const child of children) release(simulation, child, uid);
        store.modify(reference.resource, reference.key, (draft) => removeFinalizer(draft, 'orphan'));
      }
      if (owner.metadata.finalizers?.includes('foregroundDeletion') === true && isDeleting(owner)) {
        for (const { object, ...child } of children)
          if (object !== undefined && !isDeleting(object))
            store.remove(child.resource, child.key, { graceSeconds: graceOf(object) });
        if (children.length === 0)
          store.modify(reference.resource, reference.key, (draft) => removeFinalizer(draft, 'foregroundDeletion'));
      }
      return undefined;
    },
  });
}

function release({ store }: Simulation, { resource, key }: Reference, uid: string): void {
  store.modify(resource, key, (draft) => {
    const left = (draft.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    if (left.length > 0) draft.metadata.ownerReferences = left;
    else delete draft.metadata.ownerReferences;
  });
}

/** An owner is gone: with another one left the dependent stays, without it goes too. */
function abandon(
  simulation: Simulation,
  child: Reference,
  object: KubeObject,
  uid: string,
  owners: Map<string, Reference>,
): void {
  const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid && owners.has(owner.uid));
  if (others.length > 0) release(simulation, child, uid);
  else if (!isDeleting(object)) simulation.store.remove(child.resource, child.key, { graceSeconds: graceOf(object) });
}
