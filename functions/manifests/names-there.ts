import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';
import { listManifests } from './collect-unit.ts';

/** Answers whether a namespace has an object, by one LIST per kind and namespace however many are asked for. */
export function createNamesThere(cluster: Cluster): (kind: Kind, namespace: string, name: string) => Promise<boolean> {
  const lists = new Map<string, Promise<Set<string>>>();
  return async (kind, namespace, name) => {
    const key = `${kind.group}/${kind.plural}/${namespace}`;
    const list = lists.get(key) ?? read(cluster, kind, namespace);
    lists.set(key, list);
    return (await list).has(name);
  };
}

async function read(cluster: Cluster, kind: Kind, namespace: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { metadata } of listManifests(cluster, kind, { namespace })) names.add(metadata.name);
  return names;
}
