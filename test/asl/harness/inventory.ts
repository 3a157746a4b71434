import type { Simulator } from '../../../simulator/simulator.ts';

/** Everything that a cluster holds, as text to be compared: objects by `resource namespace/name`, and its storage. */
export interface Inventory {
  objects: Map<string, string>;
  volumes: string[];
  snapshots: string[];
}

/** Nobody's: they come and go by themselves. */
const PASSING = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);

export function takeInventory({ simulation, objects, storage }: Simulator): Inventory {
  const found = new Map<string, string>();
  for (const { group, plural } of simulation.kinds.all()) {
    const resource = group === '' ? plural : `${plural}.${group}`;
    if (PASSING.has(resource)) continue;
    for (const { metadata, ...rest } of objects.list(resource)) {
      const { resourceVersion: _, ...known } = metadata;
      found.set(
        `${resource} ${metadata.namespace ?? '-'}/${metadata.name}`,
        JSON.stringify({ metadata: known, ...rest }),
      );
    }
  }
  return {
    objects: found,
    volumes: storage
      .volumes()
      .map(({ handle, bytes }) => `${handle} ${bytes}`)
      .sort(),
    snapshots: storage
      .snapshots()
      .map(({ handle }) => handle)
      .sort(),
  };
}

/** What a user has in a namespace, as `resource name`: what controllers made for it is not among it. */
export function namesIn({ simulation, objects }: Simulator, namespace: string): string[] {
  return simulation.kinds.all().flatMap(({ group, plural, namespaced }) => {
    const resource = group === '' ? plural : `${plural}.${group}`;
    if (!namespaced || PASSING.has(resource)) return [];
    const own = objects.list(resource, namespace).filter(({ metadata }) => !metadata.ownerReferences?.length);
    return own.map(({ metadata }) => `${resource} ${metadata.name}`);
  });
}

/** What is there now and was not, is gone, or is another: names only. */
export function compareInventories(before: Inventory, now: Inventory) {
  const names = (wanted: (name: string) => boolean, among: Inventory) =>
    [...among.objects.keys()].filter(wanted).sort();
  return {
    added: names((name) => !before.objects.has(name), now),
    removed: names((name) => !now.objects.has(name), before),
    changed: names((name) => before.objects.has(name) && before.objects.get(name) !== now.objects.get(name), now),
    volumes: symmetric(before.volumes, now.volumes),
    snapshots: symmetric(before.snapshots, now.snapshots),
  };
}

function symmetric(before: string[], now: string[]): string[] {
  return [...now.filter((one) => !before.includes(one)), ...before.filter((one) => !now.includes(one))];
}
