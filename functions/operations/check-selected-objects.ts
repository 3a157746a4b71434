import type { Selection } from '../domain/backup/selection-spec.ts';
import { Fault } from '../domain/errors.ts';
import { type GroupKind, kindNameOf } from '../domain/manifest/manifest.ts';
import { nameSome } from '../domain/name-some.ts';
import { discoverCollected } from '../manifests/collected-kinds.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

/**
 * A kind that nobody has is a slip of the pen, and so is an object that is not there. A run of a schedule goes on without
 * them, and says so.
 * @throws Fault Rejected `selection.type_not_found`, `selection.object_not_found`, naming each
 */
export async function checkSelectedObjects(
  cluster: Cluster,
  { resourceTypes = [], resources = [], exclude }: Selection,
) {
  const wanted = [...resourceTypes, ...resources, ...(exclude?.resourceTypes ?? [])];
  if (wanted.length === 0) return;
  const { kinds: collected, unavailable } = await discoverCollected(cluster);
  const silent = new Set(unavailable.map((groupVersion) => groupVersion.split('/')[0] ?? ''));
  const kinds = new Map(collected.map((kind) => [kindNameOf(kind), kind]));
  // whether an API server that does not answer now has the kind nobody knows
  const unknown = wanted.filter((type) => !kinds.has(kindNameOf(type)) && !silent.has(type.group));
  if (unknown.length > 0) throw unknownTypes(unknown, collected);

  const found = await Promise.all(resources.map(async (one) => await isThere(cluster, kinds, one)));
  const missing = resources.filter((_, at) => !found[at]);
  if (missing.length === 0) return;
  const names = missing.map((one) => `${kindNameOf(one)} ${one.namespace}/${one.name}`);
  throw new Fault('selection.object_not_found', `the cluster has no ${nameSome(names, 5)}`, {
    details: { objects: names.slice(0, 50), count: names.length },
  });
}

function unknownTypes(types: readonly GroupKind[], collected: readonly GroupKind[]): Fault {
  const names = [...new Set(types.map(kindNameOf))];
  // most often its group was forgotten
  const alike = collected.filter(({ kind }) => types.some((type) => type.kind === kind)).map(kindNameOf);
  const hint = alike.length > 0 ? `; it has ${nameSome(alike, 5)}` : '';
  const message = `the cluster has no objects in namespaces, of those that a backup takes, of kind ${nameSome(names, 5)}${hint}`;
  return new Fault('selection.type_not_found', message, { details: { types: names } });
}

async function isThere(
  cluster: Cluster,
  kinds: ReadonlyMap<string, Kind>,
  { namespace, name, ...type }: GroupKind & { namespace: string; name: string },
): Promise<boolean> {
  const kind = kinds.get(kindNameOf(type));
  if (!kind) return true;
  // a LIST, since the backup identity may get few kinds
  const { items } = await cluster.list(kind, { namespace, fieldSelector: `metadata.name=${name}`, limit: 1 });
  return items.some(({ metadata }) => metadata.name === name);
}
