import type { Access } from './cluster.ts';

/** What the product asks of a cluster and `infra/cluster` grants: a test compares. `own`: Snapferry's namespace. */
export interface Grant {
  group: string;
  /** `pods`, `pods/log`, or `*` for every resource. */
  resource: string;
  verbs: readonly string[];
}

interface Grants {
  cluster: readonly Grant[];
  own: readonly Grant[];
}

const SNAPSHOT = 'snapshot.storage.k8s.io';
const RBAC = 'rbac.authorization.k8s.io';

/** Movers, their Secrets and temporary claims: the same work for both identities. */
const MOVERS: readonly Grant[] = [
  { group: 'batch', resource: 'jobs', verbs: ['get', 'create', 'patch', 'delete'] },
  { group: '', resource: 'pods', verbs: ['get', 'delete'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'secrets', verbs: ['get', 'create', 'patch', 'delete'] },
  { group: '', resource: 'persistentvolumeclaims', verbs: ['get', 'create', 'patch', 'delete'] },
];

const SNAPSHOTS: readonly Grant[] = [
  { group: SNAPSHOT, resource: 'volumesnapshots', verbs: ['get', 'create', 'patch', 'delete'] },
  { group: SNAPSHOT, resource: 'volumesnapshotcontents', verbs: ['get', 'create', 'patch', 'delete'] },
];

/** `get` only of what is read by name: on every resource it would cover pods/exec and nodes/proxy. */
export const BACKUP_GRANTS: Grants = {
  cluster: [
    { group: '*', resource: '*', verbs: ['list'] },
    { group: '', resource: 'namespaces', verbs: ['get'] },
    { group: '', resource: 'persistentvolumeclaims', verbs: ['get'] },
    { group: '', resource: 'persistentvolumes', verbs: ['get', 'patch'] },
    { group: 'storage.k8s.io', resource: 'storageclasses', verbs: ['get'] },
    { group: SNAPSHOT, resource: 'volumesnapshotclasses', verbs: ['get'] },
    { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', verbs: ['get'] },
    { group: RBAC, resource: 'clusterroles', verbs: ['get'] },
    ...SNAPSHOTS,
  ],
  own: MOVERS,
};

/** Restoring any object, roles too, is as much as cluster-admin; that is why it is another identity. */
export const RESTORE_GRANTS: Grants = {
  cluster: [
    { group: '*', resource: '*', verbs: ['list', 'create'] },
    { group: '', resource: 'namespaces', verbs: ['get'] },
    { group: '', resource: 'persistentvolumeclaims', verbs: ['get'] },
    { group: '', resource: 'persistentvolumes', verbs: ['get', 'patch'] },
    { group: '', resource: 'serviceaccounts', verbs: ['get', 'patch'] },
    { group: RBAC, resource: 'roles', verbs: ['bind', 'escalate'] },
    { group: RBAC, resource: 'clusterroles', verbs: ['bind', 'escalate'] },
    ...SNAPSHOTS,
  ],
  own: MOVERS,
};

/**
 * What a restore does better with: owners of objects, and status where it is kept apart; and its undo. A cluster whose
 * role is older is as valid: its restores say what they could not set, its undo what it lacks.
 */
export const RESTORE_WISHES: readonly Grant[] = [{ group: '*', resource: '*', verbs: ['patch', 'delete'] }];

/** What rules need beside, where they run commands: the backup identity has it in the namespaces that an admin names. */
export const EXEC_GRANTS: readonly Grant[] = [
  { group: '', resource: 'pods', verbs: ['get', 'list'] },
  { group: '', resource: 'pods/exec', verbs: ['get', 'create'] },
];

/** Of the binding in each of these namespaces. Installations beside each other have their own. */
export function execBindingName(ownNamespace: string): string {
  return ownNamespace === 'snapferry' ? 'snapferry-exec' : `snapferry-exec-${ownNamespace}`;
}

/** @param namespace every one if absent */
export function execAccess(namespace?: string): Access[] {
  return EXEC_GRANTS.flatMap(eachVerb).map((access) => ({ ...access, ...(namespace ? { namespace } : {}) }));
}

export function backupAccess(ownNamespace: string): Access[] {
  return accessOf(BACKUP_GRANTS, ownNamespace);
}

export function restoreAccess(ownNamespace: string): Access[] {
  return accessOf(RESTORE_GRANTS, ownNamespace);
}

function accessOf({ cluster, own }: Grants, namespace: string): Access[] {
  return [...cluster.flatMap(eachVerb), ...own.flatMap(eachVerb).map((access) => ({ ...access, namespace }))];
}

function eachVerb({ group, resource: path, verbs }: Grant): Access[] {
  const [resource = path, subresource] = path.split('/');
  return verbs.map((verb) => ({ verb, group, resource, ...(subresource ? { subresource } : {}) }));
}

/** `create volumesnapshots.snapshot.storage.k8s.io`, `delete jobs.batch in snapferry` */
export function wordsOf({ verb, group, resource, subresource, namespace }: Access): string {
  const name = subresource ? `${resource}/${subresource}` : resource;
  return `${verb} ${group === '' ? name : `${name}.${group}`}${namespace ? ` in ${namespace}` : ''}`;
}
