import { leftOutWarnings } from '../../domain/backup/kept-out.ts';
import { namesOf } from '../../domain/backup/reduced.ts';
import { refuseSystemNamespaces } from '../../domain/cluster/system-namespaces.ts';
import { Fault, faultAt } from '../../domain/errors.ts';
import { grantsOf } from '../../domain/operation/grants.ts';
import type { BackupOperation, Operation } from '../../domain/operation/operation.ts';
import { type ClusterRef, locationOf, type Ref } from '../../domain/operation/refs.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import { checkOffloaded, sourceNamespacesOf } from '../../domain/restore/restore-plan.ts';
import type { RestoreRequest } from '../../domain/restore/restore-spec.ts';
import { checkBounds, resolveBounded } from '../../domain/settings/settings-bounds.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { type ClusterItem, readCluster, readValidLocation } from '../../operations/draft-backup.ts';
import { findCluster } from '../../operations/find-cluster.ts';
import type { Uses } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { escaped } from '../http/invalid.ts';
import type { ApiRequest } from '../http/request.ts';
import { readOfKind } from '../read-ended.ts';
import type { Draft } from '../start-operation.ts';

type Dependencies = Uses<'catalog' | 'config' | 'ledger'>;

/** A restore that may be asked for, and what it would bring back. */
interface Drafted {
  draft: Draft<'restore'>;
  sources: readonly string[];
  volumes: readonly Volume[];
}

/** What is asked for, once it may be, and can be done as far as the records say. */
export async function draftRestore(
  services: Dependencies,
  body: RestoreRequest,
  { isAdmin, query: { force } }: Pick<ApiRequest, 'isAdmin'> & { query: { force: boolean } },
): Promise<Drafted> {
  const { catalog, config, ledger } = services;
  const backup = await readRestorable(services, body.backup);
  if (!force) checkWhole(backup);
  checkMapping(body.namespaceMapping, backup.spec.selection.namespaces);
  const { cluster: source } = backup.refs;
  const location = locationOf(backup);
  const target = await readTarget(services, body.cluster ?? source.name);
  const { clusterId } = target.ref;
  if (!body.cluster && clusterId !== source.clusterId) {
    const message = `cluster ${source.name} is another one than the backup was made on; name the target in "cluster"`;
    throw new Fault('cluster.not_found', message);
  }
  const place = await catalog.read('location', location.name);
  if (!place) throw notFound('location', location.name);
  if (place.uid !== location.uid) {
    throw new Fault('location.not_found', `location ${location.name} is another one than the backup was written to`);
  }
  const isElsewhere = clusterId !== source.clusterId;
  const volumes = await ledger.readVolumes(body.backup);
  if (!isAdmin) await checkRights(services, body, backup, target, place.spec.gatewayCluster);
  if (isElsewhere) await checkElsewhere(services, volumes, location, target.ref);
  const { name, labels, namespaceMapping, storageClassMapping, restoreStatus } = body;
  const clusterSettings = target.spec.settings;
  checkBounds(body.settings ?? {}, { name: target.name, settings: clusterSettings }, '/settings');
  const { settings } = resolveBounded(config.moverImage, clusterSettings, body.settings ?? {});
  const draft: Draft<'restore'> = {
    kind: 'restore',
    name,
    spec: {
      backup: body.backup,
      namespaceMapping,
      namespaces: backup.spec.selection.namespaces,
      storageClassMapping,
      restoreStatus,
      settings,
      grants: grantsOf(isAdmin),
    },
    cluster: target.ref,
    locations: [location],
    backup: body.backup,
    ...(isElsewhere ? { source } : {}),
    labels,
    warnings: [...lackingWarnings(backup), ...leftOutWarnings(backup)],
  };
  return { draft, volumes, sources: sourceNamespacesOf({ spec: backup.spec, volumes }) };
}

/** Of its restore identity all that is made will be. */
async function readTarget(services: Dependencies, name: string): Promise<ClusterItem> {
  const item = await readCluster(services, name);
  if (item.spec.hasRestoreAccess) return item;
  throw new Fault('cluster.no_restore_identity', `cluster ${name} has no restoreAccess`);
}

/**
 * Of a token without the admin scope. The password of a repository goes to its own cluster, or to the one that an admin
 * has named at the location.
 * @throws Fault Rejected `cluster.wants_admin`, `namespace.wants_admin`
 */
async function checkRights(
  services: Dependencies,
  { namespaceMapping }: RestoreRequest,
  { refs, spec }: BackupOperation,
  target: ClusterItem,
  gateway: string | undefined,
): Promise<void> {
  const { namespaces } = spec.selection;
  const isElsewhere = target.ref.clusterId !== refs.cluster.clusterId;
  const own = isElsewhere ? await findCluster(services, refs.cluster) : undefined;
  const source = own ? await readCluster(services, own.name) : target;
  refuseSystemNamespaces(namespaces, source.spec, 'the source of a restore');
  const targets = namespaces.map((name) => targetOf(namespaceMapping, name));
  refuseSystemNamespaces(targets, target.spec, 'the target of a restore');
  if (!isElsewhere || gateway === target.name) return;
  const message = `a restore of ${refs.cluster.name} onto ${target.name} wants a token with the admin scope: it gives that cluster passwords of another one's repositories`;
  throw new Fault('cluster.wants_admin', message);
}

/** Its movers must reach the location, and find the data there. */
async function checkElsewhere(services: Dependencies, volumes: readonly Volume[], location: Ref, cluster: ClusterRef) {
  await readValidLocation(services, location.name, cluster);
  checkOffloaded(volumes.filter(({ phase }) => phase === 'Done'));
}

async function readRestorable({ ledger }: Dependencies, id: string): Promise<BackupOperation> {
  const found = await readOfKind(ledger, 'backup', id);
  if (found.phase === 'Succeeded') return found;
  throw new Fault('backup.not_restorable', `backup ${id} is ${found.phase}`);
}

/** @throws Fault Rejected `request.invalid`: a class that no volume of the backup is of; what it was meant for would keep its own */
export function checkClassMapping({ storageClassMapping }: RestoreRequest, volumes: readonly Volume[]): void {
  const there = new Set(volumes.map(({ storageClass = '' }) => storageClass));
  const unknown = Object.keys(storageClassMapping).find((name) => !there.has(name));
  if (unknown === undefined) return;
  const named = [...there].map((name) => name || '"" (none)').toSorted();
  const message = `the backup has no volume of StorageClass ${unknown || '""'}; it has ${named.join(', ') || 'no volumes'}`;
  throw faultAt('request.invalid', `/storageClassMapping/${escaped(unknown)}`, message);
}

/** By force it is tried all the same: the data may be back. @throws Fault Rejected `backup.damaged` */
function checkWhole({ operationId, copyLostAt, damagedAt, damagedVolumes = [], refs }: Operation): void {
  const location = locationOf({ refs });
  // Without its seal nothing comes back, of volumes that are snapshots on the cluster neither.
  if (copyLostAt) {
    const message = `of backup ${operationId} the seal or a part of its manifests is missing or altered at location ${location.name}, so nothing of it can be restored (seen ${copyLostAt})`;
    throw new Fault('backup.damaged', message);
  }
  if (!damagedAt) return;
  const named = damagedVolumes.slice(0, 10).join(', ');
  const message = `backup ${operationId} lacks data of ${named} at location ${location.name} (seen ${damagedAt})`;
  throw new Fault('backup.damaged', message, { details: { damagedVolumes } });
}

/** @throws Fault Rejected `request.invalid`: a source that the backup does not have, or two that would meet in one target */
function checkMapping(mapping: Readonly<Record<string, string>>, sources: readonly string[]): void {
  const unknown = Object.keys(mapping).filter((source) => !sources.includes(source));
  const targets = sources.map((source) => targetOf(mapping, source));
  const twice = targets.filter((target, n) => targets.indexOf(target) !== n);
  const [first] = unknown;
  if (first !== undefined) {
    const message = `the backup has no namespace ${first}; it has ${sources.join(', ')}`;
    throw faultAt('request.invalid', `/namespaceMapping/${first}`, message);
  }
  if (twice.length === 0) return;
  throw faultAt('request.invalid', '/namespaceMapping', `two namespaces would be restored into ${twice[0]}`);
}

/** What comes back with it is less than its schedule has held: the one who restores may have meant the other. */
function lackingWarnings({ lacks }: Operation): string[] {
  return lacks ? [`the backup has no data of ${namesOf(lacks)}, which backup ${lacks.than} has`] : [];
}
