import { Fault } from '../domain/errors.ts';
import { type ClassMapping, targetClassOf } from '../domain/map-classes.ts';
import { type NamespaceMapping, targetOf } from '../domain/map-namespaces.ts';
import type { ClusterRef } from '../domain/operation.ts';
import type { Volume } from '../domain/volume.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { NAMESPACE, PVC, STORAGE_CLASS } from '../services/cluster/kinds.ts';
import { inParallel } from './in-parallel.ts';
import type { Services } from './services.ts';

const AT_ONCE = 8;
const MOST_NAMED = 10;
/** In the details of a refusal. */
export const MOST_LISTED = 50;

interface Asked {
  cluster: ClusterRef;
  namespaceMapping: NamespaceMapping;
  storageClassMapping: ClassMapping;
}

/**
 * What a restore would be refused for, as far as the cluster alone can say, before there is a record: classes that are not
 * there, claims that are, namespaces that go. PlanRestore and CheckTarget look again, and at all other objects.
 * @param volumes of the backup
 * @throws Fault Rejected `storage_class.missing`, `restore.conflict`; those of the cluster
 */
export async function checkRestoreTarget(
  { clusters }: Pick<Services, 'clusters'>,
  { cluster: ref, namespaceMapping, storageClassMapping }: Asked,
  volumes: readonly Volume[],
): Promise<void> {
  const held = volumes.filter(({ phase }) => phase === 'Done');
  if (held.length === 0) return;
  const cluster = await clusters.open(ref, 'restore');
  const wanted = held.map(({ namespace, pvc, storageClass = '' }) => ({
    namespace,
    pvc,
    storageClass: targetClassOf(storageClassMapping, storageClass),
  }));
  try {
    await checkClasses(cluster, wanted);
    const byTarget = Map.groupBy(wanted, ({ namespace }) => targetOf(namespaceMapping, namespace));
    const found: string[] = [];
    await inParallel([...byTarget], AT_ONCE, async ([target, claims]) => {
      const names = new Set(claims.map(({ pvc }) => pvc));
      found.push(...(await claimsThere(cluster, target, names)));
    });
    if (found.length > 0) throw conflict(found.toSorted());
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.disposition !== 'Permanent') throw thrown;
    throw new Fault(thrown.code, thrown.message, { cause: thrown, details: thrown.details, disposition: 'Rejected' });
  }
}

/** @throws Fault Permanent `storage_class.missing`, listing them with their claims, and those that are there */
export async function checkClasses(
  cluster: Cluster,
  volumes: readonly { namespace: string; pvc: string; storageClass?: string | undefined }[],
): Promise<void> {
  if (volumes.length === 0) return;
  const classes = new Set((await cluster.listAll(STORAGE_CLASS)).map(({ metadata }) => metadata.name));
  const missing = volumes.filter(({ storageClass }) => !storageClass || !classes.has(storageClass));
  if (missing.length === 0) return;
  const named = missing.map(({ namespace, pvc, storageClass }) => `${storageClass || 'none'} of ${namespace}/${pvc}`);
  const there = [...classes].toSorted();
  throw new Fault(
    'storage_class.missing',
    `the cluster has no StorageClass ${named.slice(0, MOST_NAMED).join(', ')}; it has ${there.slice(0, 20).join(', ') || 'none'}`,
    { details: { storageClasses: [...new Set(missing.map(({ storageClass }) => storageClass ?? ''))], there } },
  );
}

async function claimsThere(cluster: Cluster, target: string, names: ReadonlySet<string>): Promise<string[]> {
  const namespace = await cluster.get(NAMESPACE, undefined, target);
  if (!namespace) return [];
  if (namespace.metadata.deletionTimestamp) return [`Namespace ${target}, which is being deleted`];
  const claims = await cluster.listAll(PVC, { namespace: target });
  return claims.flatMap(({ metadata: { name } }) =>
    names.has(name) ? [`PersistentVolumeClaim ${target}/${name}`] : [],
  );
}

/** What is in the way, in order: a few in the sentence, more in the details. */
export function conflict(found: readonly string[]): Fault {
  return new Fault('restore.conflict', `there is already ${shortened(found, MOST_NAMED)}`, {
    details: { conflicts: found.slice(0, MOST_LISTED), count: found.length },
  });
}

export function shortened(found: readonly string[], most: number): string {
  return `${found.slice(0, most).join(', ')}${found.length > most ? ` and ${found.length - most} more` : ''}`;
}
