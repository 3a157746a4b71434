import { Fault } from '../domain/errors.ts';
import { describeManifest, type Manifest } from '../domain/manifest/manifest.ts';
import { nameSome } from '../domain/name-some.ts';
import { refuseOtherNamespaces } from '../domain/operation/grants.ts';
import type { RestoreOperation } from '../domain/operation/operation.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import { restorableOf } from '../domain/restore/restorable.ts';
import { isOntoSource } from '../domain/restore/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore/restore-spec.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { type Kind, NAMESPACE, PVC } from '../services/cluster/kinds.ts';
import { listManifests } from './collect-unit.ts';
import type { Restoring } from './restoring.ts';

const CONCURRENCY = 8;
const MAX_NAMED = 10;
/** In the details of a refusal. */
export const MAX_LISTED = 50;

/** A restore that is asked for, or is under way. */
export type AskedRestore = Pick<RestoreOperation, 'refs' | 'sealSha256'> & {
  spec: Pick<RestoreSpec, 'backup' | 'grants' | 'namespaceMapping' | 'restoreStatus'>;
};

/**
 * The target namespaces that are there.
 * @throws Fault `restore.conflict` for those on their way out: what is made there would go with them;
 *   `namespace.wants_admin`
 */
export async function existingTargets(cluster: Cluster, { refs, spec }: AskedRestore, sources: readonly string[]) {
  const moves = sources.map((source) => ({ source, target: targetOf(spec.namespaceMapping, source) }));
  const existing = new Set<string>();
  const going: string[] = [];
  await inParallel(moves, CONCURRENCY, async ({ target }) => {
    const namespace = await cluster.get(NAMESPACE, undefined, target);
    if (namespace?.metadata.deletionTimestamp) going.push(`Namespace ${target}, which is being deleted`);
    else if (namespace) existing.add(target);
  });
  if (going.length > 0) throw conflict(going);
  const there = moves.filter(({ target }) => existing.has(target));
  refuseOtherNamespaces(spec.grants, there, isOntoSource({ refs }));
  return existing;
}

/** What a restore would find in its way, object by object. */
export interface TargetLook {
  /** Claims that come back with their volumes: one that went before the collection has no manifest. */
  askClaims(claims: readonly { namespace: string; pvc: string }[]): Promise<void>;
  /**
   * The kind of what would be made; undefined where nothing is, or nothing can be asked yet.
   * @throws Fault `restore.kind_not_found`, `cluster.unreachable`
   */
  ask(object: Manifest, restoring: Restoring): Promise<Kind | undefined>;
  /** Of what is of the cluster, and in no namespace. */
  isThere(kind: Kind, name: string): Promise<boolean>;
  /** Found so far, as sentences name them. */
  readonly conflicts: readonly string[];
}

/** @param away groups of which the API server does not answer */
export function createTargetLook(
  cluster: Cluster,
  { grants, namespaceMapping }: AskedRestore['spec'],
  { existing, away }: { existing: ReadonlySet<string>; away: ReadonlySet<string> },
): TargetLook {
  const isThere = createNamesThere(cluster);
  const conflicts: string[] = [];
  return { askClaims, ask, isThere: (kind, name) => isThere(kind, undefined, name), conflicts };

  async function askClaims(claims: readonly { namespace: string; pvc: string }[]): Promise<void> {
    const byTarget = Map.groupBy(
      claims.filter(({ namespace }) => existing.has(namespace)),
      ({ namespace }) => namespace,
    );
    await inParallel([...byTarget], CONCURRENCY, async ([target, some]) => {
      for (const { pvc } of some) {
        if (await isThere(PVC, target, pvc)) conflicts.push(`PersistentVolumeClaim ${target}/${pvc}`);
      }
    });
  }

  async function ask(object: Manifest, restoring: Restoring): Promise<Kind | undefined> {
    const { namespace, name } = object.metadata;
    if (restorableOf(object, restoring.context).how !== 'create') return undefined;
    const kind = restoring.kindOf(object);
    if (!kind) return undefinedKind(object, restoring);
    const target = namespace === undefined ? undefined : targetOf(namespaceMapping, namespace);
    if (target && existing.has(target) && (await isThere(kind, target, name))) {
      conflicts.push(describeManifest({ ...object, metadata: { name, namespace: target } }));
    }
    return kind;
  }

  function undefinedKind(object: Manifest, restoring: Restoring): undefined {
    const isPromised = restoring.comesWithDefinition(object);
    if (isPromised && grants?.clusterScoped !== false) return;
    const group = object.apiVersion?.split('/')[0] ?? '';
    if (away.has(group)) throw new Fault('cluster.unreachable', `the API server of ${group} does not answer`);
    const why = isPromised ? '; its definition is in the backup, and wants a token with the admin scope' : '';
    throw new Fault('restore.kind_not_found', `${restoring.missing(object)}${why}`);
  }
}

/** What is in the way, in order: a few in the sentence, more in the details. */
export function conflict(conflicts: readonly string[]): Fault {
  const found = [...new Set(conflicts)].toSorted();
  return new Fault('restore.conflict', `there is already ${nameSome(found, MAX_NAMED)}`, {
    details: { conflicts: found.slice(0, MAX_LISTED), count: found.length },
  });
}

/** Answers whether a namespace has an object, by one LIST per kind and namespace however many are asked for. */
export function createNamesThere(
  cluster: Cluster,
): (kind: Kind, namespace: string | undefined, name: string) => Promise<boolean> {
  const lists = new Map<string, Promise<Set<string>>>();
  return async (kind, namespace, name) => {
    const key = `${kind.group}/${kind.plural}/${namespace}`;
    const list = lists.get(key) ?? read(cluster, kind, namespace);
    lists.set(key, list);
    return (await list).has(name);
  };
}

async function read(cluster: Cluster, kind: Kind, namespace: string | undefined): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { metadata } of listManifests(cluster, kind, namespace ? { namespace } : {}))
    names.add(metadata.name);
  return names;
}
