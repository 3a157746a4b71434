import type { SnapshotClass } from '../domain/backup/methods.ts';
import { refuseMissing } from '../domain/backup/select-namespaces.ts';
import type { Claim } from '../domain/backup/selection.ts';
import { Fault } from '../domain/errors.ts';
import { MANAGED_BY } from '../domain/manifest/labels.ts';
import { bytesOf } from '../domain/volume/quantity.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { PV, PVC, STORAGE_CLASS, VOLUME_SNAPSHOT_CLASS } from '../services/cluster/kinds.ts';
import { readNamespaces } from './read-namespaces.ts';

const DEFAULT_STORAGE_CLASS = 'storageclass.kubernetes.io/is-default-class';
const DEFAULT_CLASS = 'snapshot.storage.kubernetes.io/is-default-class';

/**
 * @returns those that are there
 * @throws Fault Rejected `namespace.not_found`, listing the ones that are missing or on their way out
 */
export async function checkNamespaces(cluster: Cluster, wanted: readonly string[]) {
  const there = (await readNamespaces(cluster)).filter(({ isLeaving }) => !isLeaving);
  const names = new Set(there.map(({ name }) => name));
  refuseMissing(wanted.filter((name) => !names.has(name)));
  return there;
}

/** Every claim of the namespaces with its volume: one LIST a namespace, and one of all PVs and of all classes. */
export async function readClaims(cluster: Cluster, namespaces: readonly string[]): Promise<Claim[]> {
  const claims = await Promise.all(namespaces.map((namespace) => cluster.listAll(PVC, { namespace })));
  const own = claims.flat().filter((claim) => claim.metadata.labels?.[MANAGED_BY] !== 'snapferry');
  if (own.length === 0) return [];
  const [volumes, classes] = await Promise.all([cluster.listAll(PV), cluster.listAll(STORAGE_CLASS)]);
  const byName = new Map(volumes.map((volume) => [volume.metadata.name, volume]));
  return own.map((claim) => claimOf(claim, byName.get(String(claim.spec?.volumeName ?? '')), classes));
}

/** The class of copies: the claim's own; where it names none, or one that is gone, the driver's default or only one. */
function storageClassOf(claim: KubeObject, driver: string | undefined, classes: readonly KubeObject[]) {
  const own = classes.find(({ metadata }) => metadata.name === claim.spec?.storageClassName);
  if (own) return own.metadata.name;
  const fitting = classes.filter(({ provisioner }) => driver !== undefined && provisioner === driver);
  const isDefault = ({ metadata }: KubeObject) => metadata.annotations?.[DEFAULT_STORAGE_CLASS] === 'true';
  const chosen = fitting.find(isDefault) ?? (fitting.length === 1 ? fitting[0] : undefined);
  return chosen?.metadata.name;
}

/** The classes of all drivers; none where the snapshot CRDs are absent. */
export async function readSnapshotClasses(cluster: Cluster): Promise<SnapshotClass[]> {
  try {
    const classes = await cluster.listAll(VOLUME_SNAPSHOT_CLASS);
    return classes.map((one) => ({
      name: one.metadata.name,
      driver: String(one.driver),
      isDefault: one.metadata.annotations?.[DEFAULT_CLASS] === 'true',
    }));
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.details.status === 404) return [];
    throw thrown;
  }
}

function claimOf(claim: KubeObject, volume: KubeObject | undefined, classes: readonly KubeObject[]): Claim {
  const bound = volume && claim.status?.phase === 'Bound' ? volume : undefined;
  const storageClass = storageClassOf(claim, bound?.spec?.csi?.driver, classes);
  const lost = lossOf(claim, volume);
  return {
    namespace: String(claim.metadata.namespace),
    name: claim.metadata.name,
    uid: String(claim.metadata.uid),
    ...(claim.metadata.labels ? { labels: claim.metadata.labels } : {}),
    ...(claim.metadata.annotations ? { annotations: claim.metadata.annotations } : {}),
    ...(storageClass ? { storageClass } : {}),
    volumeMode: claim.spec?.volumeMode === 'Block' ? 'Block' : 'Filesystem',
    accessModes: claim.spec?.accessModes ?? [],
    requestBytes: bytesOf(claim.spec?.resources?.requests?.storage),
    ephemeral: (claim.metadata.ownerReferences ?? []).some(
      ({ apiVersion, kind }) => kind === 'Pod' && apiVersion === 'v1',
    ),
    deleting: claim.metadata.deletionTimestamp !== undefined,
    ...(lost ? { lost } : {}),
    ...(bound && !lost ? { volume: volumeOf(bound) } : {}),
  };
}

/**
 * Why the volume of a claim that had or names one cannot be read. The PersistentVolume controller leaves `volumeName` where
 * it is when the volume goes, and calls the claim Lost; a claim that waits for its first volume names none and is Pending.
 */
function lossOf({ metadata, spec, status }: KubeObject, volume: KubeObject | undefined): string | undefined {
  const name = String(spec?.volumeName ?? '');
  const phase = String(status?.phase ?? 'not bound');
  if (name === '') return phase === 'Lost' ? 'is Lost' : undefined;
  const state = phase === 'Bound' ? '' : `is ${phase}: `;
  if (!volume) return `${state || 'is bound, and '}its PersistentVolume ${name} is not there`;
  const volumePhase = String(volume.status?.phase ?? '');
  if (volumePhase === 'Released' || volumePhase === 'Failed') {
    return `${state || 'is bound, and '}its PersistentVolume ${name} is ${volumePhase}`;
  }
  const ref = volume.spec?.claimRef;
  const isAnothers =
    ref &&
    (ref.namespace !== metadata.namespace || ref.name !== metadata.name || (ref.uid || metadata.uid) !== metadata.uid);
  if (isAnothers) return `${state || 'is bound, and '}its PersistentVolume ${name} belongs to another claim`;
  return phase === 'Bound' ? undefined : `names PersistentVolume ${name}, and is ${phase}`;
}

function volumeOf(volume: KubeObject): NonNullable<Claim['volume']> {
  return {
    name: volume.metadata.name,
    ...(volume.spec?.csi?.driver ? { driver: String(volume.spec.csi.driver) } : {}),
    capacityBytes: bytesOf(volume.spec?.capacity?.storage),
    ...(volume.spec?.nodeAffinity?.required ? { nodeAffinity: volume.spec.nodeAffinity.required } : {}),
  };
}
