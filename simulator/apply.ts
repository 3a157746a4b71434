import { createAs } from './api/write.ts';
import { resourceOf } from './kinds.ts';
import { type KubeObject, objectKey } from './objects.ts';
import { mergePatch } from './patch.ts';
import type { Simulation } from './simulation.ts';
import type { NewObject } from './store.ts';

/** As `kubectl apply`: creates what is missing, merges into what is there. Order matters as it does there. Idempotent. */
export function applyObjects(simulation: Simulation, objects: readonly NewObject[]): void {
  for (const object of objects) {
    const kind = simulation.kinds.ofObject(object.apiVersion, object.kind);
    if (kind === undefined) throw new Error(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    const resource = resourceOf(kind);
    const key = objectKey(kind.namespaced ? (object.metadata.namespace ?? 'default') : '', object.metadata.name);
    const present = simulation.store.modify<KubeObject>(resource, key, (draft) => {
      const { stringData: _written, ...rest } = object;
      Object.assign(draft, mergePatch(draft, rest));
    });
    if (present !== undefined) continue;
    const namespaced = kind.namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {};
    createAs(simulation, { ...object, metadata: { ...object.metadata, ...namespaced } });
  }
}
