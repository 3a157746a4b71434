import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type SimulatorClock, timestamp } from './clock.ts';
import { copyOf } from './copy-of.ts';
import { openObjectTables } from './object-tables.ts';
import { isRecord, type KubeObject, objectKey } from './objects.ts';
import type { Files } from './persistence.ts';
import { fieldAt } from './selectors.ts';

/**
 * All objects, in memory and on disk. What it hands out is never mutated: a change goes through `modify`, which works
 * on a copy, raises resourceVersion (and generation when the spec changed) and tells the listeners.
 * An object marked for deletion leaves when nothing holds it any more: no finalizer, no grace period, and for a
 * Namespace no spec.finalizers.
 */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: string;
  object: KubeObject;
  previous?: KubeObject;
  revision: number;
}

export interface Store {
  revision(): number;
  get<T extends KubeObject>(resource: string, key: string): T | undefined;
  /** In the order of keys, as etcd's and so the continue tokens' is; do not change the array. */
  list<T extends KubeObject>(resource: string, namespace?: string): readonly T[];
  insert<T extends KubeObject>(resource: string, object: NewObject): T;
  /** Undefined when there is no such object. A change that changes nothing is no event. */
  modify<T extends KubeObject>(resource: string, key: string, change: (draft: T) => void): T | undefined;
  /** As DELETE does: marks it, or removes it when nothing holds it. True when it is gone. */
  remove(resource: string, key: string, options?: { graceSeconds?: number }): boolean;
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

export type NewObject = Omit<KubeObject, 'metadata'> & {
  apiVersion: string;
  kind: string;
  metadata: Partial<KubeObject['metadata']> & { name: string };
};

/** Of the core group only pods and what makes them have a generation. */
function countsGenerations(resource: string): boolean {
  return resource.includes('.') || resource === 'pods' || resource === 'replicationcontrollers';
}

function held(object: KubeObject): boolean {
  const { metadata } = object;
  if (metadata.deletionTimestamp === undefined) return true;
  if ((metadata.finalizers?.length ?? 0) > 0) return true;
  if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) return true;
  const own = object.kind === 'Namespace' ? fieldAt(object, 'spec.finalizers') : undefined;
  return Array.isArray(own) && own.length > 0;
}

export function createStore({ files, clock }: { files: Files; clock: SimulatorClock }): Store {
  const tables = openObjectTables(files);
  const listeners = new Set<(event: StoreEvent) => void>();
  // A deletion leaves no object behind to count from: start well above, so that no revision is given twice.
  let revision = tables.loadedRevision + 1000;

  function commit(type: StoreEvent['type'], resource: string, object: KubeObject, previous?: KubeObject): void {
    if (type === 'DELETED') tables.remove(resource, object);
    else tables.put(resource, object);
    const event: StoreEvent = { type, resource, object, revision, ...(previous === undefined ? {} : { previous }) };
    for (const listener of listeners) listener(event);
  }

  function get<T extends KubeObject>(resource: string, key: string): T | undefined {
    return tables.get(resource, key) as T | undefined;
  }

  function modify<T extends KubeObject>(resource: string, key: string, change: (draft: T) => void): T | undefined {
    const previous = get<T>(resource, key);
    if (previous === undefined) return undefined;
    const draft = copyOf(previous);
    change(draft);
    draft.metadata = {
      ...draft.metadata,
      uid: previous.metadata.uid,
      creationTimestamp: previous.metadata.creationTimestamp,
      resourceVersion: previous.metadata.resourceVersion,
    };
    if (isDeepStrictEqual(draft, previous)) return previous;
    revision += 1;
    draft.metadata.resourceVersion = String(revision);
    const respecified = isRecord(draft.spec) && !isDeepStrictEqual(draft.spec, previous.spec);
    const isMarked =
      previous.metadata.deletionTimestamp === undefined && draft.metadata.deletionTimestamp !== undefined;
    if ((respecified || isMarked) && draft.metadata.generation !== undefined) draft.metadata.generation += 1;
    commit(held(draft) ? 'MODIFIED' : 'DELETED', resource, draft, previous);
    return draft;
  }

  return {
    revision: () => revision,
    get,
    modify,
    list<T extends KubeObject>(resource: string, namespace?: string): readonly T[] {
      return tables.list(resource, namespace === undefined ? '' : `${namespace}/`) as readonly T[];
    },
    insert<T extends KubeObject>(resource: string, object: NewObject): T {
      const key = objectKey(object.metadata.namespace ?? '', object.metadata.name);
      if (tables.get(resource, key) !== undefined) throw new Error(`${resource} ${key} exists already`);
      revision += 1;
      const whole = copyOf(object) as KubeObject;
      whole.metadata = {
        ...whole.metadata,
        uid: object.metadata.uid ?? randomUUID(),
        resourceVersion: String(revision),
        creationTimestamp: timestamp(clock),
        ...(isRecord(whole.spec) && countsGenerations(resource) ? { generation: 1 } : {}),
      };
      delete whole.metadata.deletionTimestamp;
      delete whole.metadata.deletionGracePeriodSeconds;
      commit('ADDED', resource, whole);
      return whole as T;
    },
    remove(resource, key, { graceSeconds = 0 } = {}) {
      const present = get(resource, key);
      if (present === undefined) return true;
      const marked = modify(resource, key, (draft) => markDeleted(draft, graceSeconds, clock.now()));
      return marked === undefined || get(resource, key) === undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function markDeleted({ metadata }: KubeObject, graceSeconds: number, now: number): void {
  const { deletionTimestamp, deletionGracePeriodSeconds: earlier = graceSeconds } = metadata;
  const grace = Math.min(earlier, graceSeconds);
  const askedAt = deletionTimestamp === undefined ? now : Date.parse(deletionTimestamp) - earlier * 1000;
  // when it is to be gone, not when that was asked for
  metadata.deletionTimestamp = timestamp({ now: () => askedAt + grace * 1000 });
  metadata.deletionGracePeriodSeconds = grace;
}
