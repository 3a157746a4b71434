import type { BackupSpec } from '../../domain/backup/backup-spec.ts';
import { claimNameOf, isExcluded } from '../../domain/backup/good-backup.ts';
import { createSelector, unknownTypes } from '../../domain/backup/select-objects.ts';
import { askedOf, type Selection } from '../../domain/backup/selection-spec.ts';
import { type GroupKind, kindNameOf } from '../../domain/manifest/manifest.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { listOrNone, unitIdOf } from '../../manifests/collect-unit.ts';
import { discoverCollected } from '../../manifests/collected-kinds.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';
import { clusterScopedUnits, kindNamed } from './cluster-scoped-units.ts';
import { type JudgedUnit, judgeWith, namespacedUnit, type ReadObjects } from './judged-objects.ts';

interface OrderedUnit {
  /** Compares as text: what is cluster-scoped comes last, since it depends on what the namespaces hold. */
  order: string;
  unit: JudgedUnit;
}

interface HowRead {
  /** Names of the kinds of which objects were found so far. */
  collected(): Promise<ReadonlySet<string>>;
  /** How objects in namespaces are read; whole, if absent. */
  read?: ReadObjects;
}

/**
 * All units in their order, by discovery; how each object is judged; and what of the selection the cluster does not have,
 * in sentences.
 */
export async function planUnits(
  cluster: Cluster,
  spec: Pick<BackupSpec, 'selection'>,
  volumes: readonly Volume[],
  { collected, read }: HowRead,
) {
  const { namespaces } = spec.selection;
  const warnings = new Set<string>();
  const { kinds, unavailable } = await discoverCollected(cluster);
  for (const groupVersion of unavailable) {
    warnings.add(`not in the backup: objects of ${groupVersion}, whose own API server does not answer`);
  }
  for (const warning of typeWarnings(askedOf(spec.selection), kinds, unavailable)) warnings.add(warning);
  const judge = judgeWith(createSelector(spec.selection), volumes);
  const wanted = kinds.filter((kind) => namespaces.some((namespace) => judge.wants(kind, namespace).length > 0));
  const namespaced = (await withObjects(cluster, wanted, namespaces)).flatMap((kind) =>
    namespaces
      .filter((namespace) => judge.wants(kind, namespace).length > 0)
      .map((namespace) => namespacedUnit(cluster, kind, namespace, judge, read)),
  );
  const within = volumes.filter((volume) => !isExcluded(volume));
  const planned = new Map(volumes.map((volume) => [claimNameOf(volume), !isExcluded(volume)]));
  const clusterScoped = clusterScopedUnits(cluster, {
    namespaces,
    judge,
    isWithin: (claim) => planned.get(claim),
    storageClasses: new Set(within.flatMap(({ storageClass }) => (storageClass ? [storageClass] : []))),
    collected: async () => {
      const names = await collected();
      return kinds.filter((kind) => names.has(kindNameOf(kind)));
    },
    roleBindings: kindNamed(kinds, 'RoleBinding.rbac.authorization.k8s.io'),
  });
  const units: OrderedUnit[] = [
    ...namespaced.map((unit) => ({ order: `1#${unitIdOf(unit)}`, unit })),
    ...clusterScoped.map((unit, at) => ({ order: `2#${at}`, unit })),
  ];
  return { units: units.toSorted((a, b) => (a.order < b.order ? -1 : 1)), kinds, judge, warnings };
}

function typeWarnings(
  { resourceTypes = [], resources = [], exclude }: Selection,
  kinds: readonly Kind[],
  unavailable: readonly string[],
): string[] {
  // whether an API server that does not answer now has the kind nobody knows
  const silent = new Set(unavailable.map((groupVersion) => groupVersion.split('/')[0] ?? ''));
  const unknown = (types: readonly GroupKind[]) =>
    unknownTypes(
      types.filter(({ group }) => !silent.has(group)),
      kinds,
    );
  return [
    ...unknown([...resourceTypes, ...resources]).map(
      (type) => `not in the backup: objects of ${type}, which the cluster does not have`,
    ),
    ...unknown(exclude?.resourceTypes ?? []).map(
      (type) => `exclude.resourceTypes names ${type}, and the cluster has no such kind of those that a backup takes`,
    ),
  ];
}

const FEW_NAMESPACES = 4;

/** Of many namespaces most kinds have nothing: one look at the whole cluster spares a LIST per namespace. */
async function withObjects(cluster: Cluster, kinds: readonly Kind[], namespaces: readonly string[]): Promise<Kind[]> {
  if (namespaces.length <= FEW_NAMESPACES) return [...kinds];
  const found = await Promise.all(
    kinds.map(async (kind) => ({ kind, any: (await listOrNone(cluster, kind, { limit: 1 })).items.length > 0 })),
  );
  return found.filter(({ any }) => any).map(({ kind }) => kind);
}
