import type { BackupRequest, BackupSpec } from '../domain/backup/backup-spec.ts';
import { freezeSelection, namedNamespaces } from '../domain/backup/selection-spec.ts';
import { refuseSystemNamespaces } from '../domain/cluster/system-namespaces.ts';
import { Fault, faultAt } from '../domain/errors.ts';
import { whyNotValid } from '../domain/location/location-spec.ts';
import type { ClusterRef, Ref } from '../domain/operation/refs.ts';
import type { BackupRules } from '../domain/rule/backup-rules.ts';
import type { FrozenRule } from '../domain/rule/rule-spec.ts';
import { CLUSTER_ONLY, type OperationSettings, type Settings, secondsOf } from '../domain/settings/settings.ts';
import { checkBounds, resolveBounded } from '../domain/settings/settings-bounds.ts';
import type { Uses } from '../platform/services.ts';
import { type CatalogItem, notFound } from '../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog' | 'config'>;
/** What is asked of a backup, by a person or a schedule. */
type BackupBody = Omit<BackupRequest, 'name'>;
export type ClusterItem = CatalogItem<'cluster'> & { ref: ClusterRef };

/** @throws Fault Rejected `cluster.not_found` */
export async function readCluster({ catalog }: Uses<'catalog'>, name: string): Promise<ClusterItem> {
  const item = await catalog.read('cluster', name);
  if (!item) throw notFound('cluster', name);
  return { ...item, ref: { name, uid: item.uid, clusterId: String(item.status.clusterId) } };
}

/** The location, if backups of this cluster may go there. @throws Fault Rejected `location.not_found`, `location.not_valid` */
export async function readValidLocation({ catalog }: Uses<'catalog'>, name: string, cluster: ClusterRef) {
  const item = await catalog.read('location', name);
  if (!item) throw notFound('location', name);
  const why = whyNotValid(item, cluster);
  if (why) throw new Fault('location.not_valid', why, { details: { location: name, cluster: cluster.name } });
  const { recoveryKeyAcknowledged } = item.status;
  const warning = `the recovery key of location ${name} was not acknowledged: without it nobody can restore if this installation is lost`;
  return { ref: { name, uid: item.uid }, warnings: recoveryKeyAcknowledged ? [] : [warning] };
}

export interface BackupDraft {
  spec: BackupSpec;
  cluster: ClusterRef;
  locations: Ref[];
  labels: Record<string, string>;
  warnings: string[];
}

/**
 * What a backup's body means now: names become uids, settings the cluster's and its own. What a schedule has that its
 * cluster does not allow (any more) is brought within its bounds, and said: a run is not missed for it.
 */
export async function draftBackup(services: Dependencies, body: BackupBody): Promise<BackupDraft> {
  return await draft(services, body, await readCluster(services, body.cluster));
}

/**
 * The same of a body that somebody sends now.
 * @param isAdmin whether it may ask for namespaces of the system
 * @throws Fault Rejected `settings.out_of_bounds`, `namespace.wants_admin`, `request.invalid`
 */
export async function draftAskedBackup(
  services: Dependencies,
  body: BackupBody,
  { isAdmin, at = '' }: { isAdmin: boolean; at?: string },
): Promise<BackupDraft> {
  const cluster = await readCluster(services, body.cluster);
  if (!isAdmin) refuseSystemNamespaces(namedNamespaces(body.selection), cluster.spec, 'the source of a backup');
  checkBounds(body.settings ?? {}, { name: cluster.name, settings: cluster.spec.settings }, `${at}/settings`);
  checkFullRead(body, `${at}/fullRead`);
  return await draft(services, body, cluster);
}

/** Nobody shall take the answer for a promise: what is not copied is not read. */
function checkFullRead({ fullRead, offload }: BackupBody, pointer: string): void {
  if (!fullRead || offload) return;
  const message = 'a full read is of what is copied to the location; with "offload": false nothing is copied';
  throw faultAt('request.invalid', pointer, message);
}

async function draft(services: Dependencies, body: BackupBody, cluster: ClusterItem) {
  checkSelected(body.selection.namespaces, cluster.spec.namespace);
  const locations = await Promise.all(body.locations.map((name) => readValidLocation(services, name, cluster.ref)));
  const { notes } = resolveBounded(services.config.moverImage, cluster.spec.settings, settingsOf(body));
  const rules = await readRules(services, body);
  return {
    spec: { ...specOf(services, body, cluster.spec.settings), ...(rules ? { rules } : {}) },
    cluster: cluster.ref,
    locations: locations.map(({ ref }) => ref),
    labels: body.labels,
    warnings: [...locations.flatMap(({ warnings }) => warnings), ...notes],
  };
}

/** The rules as they are now: a change of one is for the runs after it. @throws Fault Rejected `rule.not_found`, `request.invalid` */
async function readRules({ catalog }: Uses<'catalog'>, body: BackupBody): Promise<BackupRules | undefined> {
  const { preExecRule, postExecRule, quiesceGroup, maxFreeze, onMaxFreeze } = body;
  if (preExecRule === undefined && postExecRule === undefined) return undefined;
  const read = async (name: string): Promise<FrozenRule> => {
    const item = await catalog.read('rule', name);
    if (!item) throw notFound('rule', name);
    return { name, uid: item.uid, generation: item.generation, actions: item.spec.actions };
  };
  const preExec = preExecRule === undefined ? undefined : await read(preExecRule);
  const postExec = postExecRule === undefined ? undefined : await read(postExecRule);
  if (postExec?.actions.some(({ background }) => background)) {
    const message = `rule ${postExec.name} has a background action, which waits for a cut: it can only be a pre-exec rule`;
    throw faultAt('request.invalid', '/postExecRule', message);
  }
  return {
    ...(preExec ? { preExec } : {}),
    ...(postExec ? { postExec } : {}),
    quiesceGroup,
    maxFreezeSeconds: secondsOf(maxFreeze),
    onMaxFreeze,
  };
}

/** A backup's own: its timeout stands beside them. */
function settingsOf({ settings = {}, snapshotTimeout }: BackupBody): OperationSettings {
  return { ...settings, ...(snapshotTimeout ? { snapshotTimeout } : {}) };
}

/** What is in it are movers and copies of operations: it changes with each of them, and could not be brought back. */
function checkSelected(namespaces: readonly string[], own: string): void {
  const at = namespaces.indexOf(own);
  if (at < 0) return;
  const message = `namespace ${own} is Snapferry's own on this cluster, and is not backed up`;
  throw faultAt('request.invalid', `/selection/namespaces/${at}`, message);
}

export function specOf({ config }: Uses<'config'>, body: BackupBody, clusterSettings: Settings): BackupSpec {
  const asked = settingsOf(body);
  // Rows of schedules of before it was the cluster's alone may have an image.
  const own = Object.fromEntries(Object.entries(asked).filter(([name]) => !CLUSTER_ONLY.has(name)));
  return {
    selection: freezeSelection(body.selection),
    crossCloud: body.crossCloud,
    offload: body.offload,
    snapshotClasses: body.snapshotClasses,
    localCopies: body.localCopies,
    ...(body.fullRead ? { fullRead: true } : {}),
    settings: resolveBounded(config.moverImage, clusterSettings, asked).settings,
    ...(Object.keys(own).length > 0 ? { ownSettings: own } : {}),
  };
}
