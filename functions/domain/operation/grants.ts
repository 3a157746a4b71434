import * as z from 'zod';
import { Fault } from '../errors.ts';
import { groupKindOf, kindNameOf, type Manifest } from '../manifest/manifest.ts';
import { openRecord } from '../open-record.ts';

/**
 * What a restore may bring besides the objects of its namespaces. It is decided when the restore is asked for, by the
 * scope of the token, and frozen into its spec; nothing of a body sets it.
 */
export const grantsSchema = openRecord({
  /** Roles, bindings and their cluster-wide forms. */
  rbac: z.boolean(),
  /** What lies outside all namespaces: definitions of custom resources, StorageClasses. */
  clusterScoped: z.boolean(),
  /** Into a namespace of somebody else that is there already: its accounts and Secrets are at the hand of what is brought. */
  otherNamespaces: z.boolean().exactOptional(),
});
export type RestoreGrants = z.infer<typeof grantsSchema>;

/** Records of before there were grants were made under the rule that all is brought. */
const ALL: RestoreGrants = { rbac: true, clusterScoped: true };

export function grantsOf(isAdmin: boolean): RestoreGrants {
  return { rbac: isAdmin, clusterScoped: isAdmin, otherNamespaces: isAdmin };
}

/**
 * Without the grant a restore goes into its own namespaces, or into new ones. A workload that is brought into another one
 * runs with the rights of its accounts; Secrets that are brought there are read by whoever works there.
 * @param existing targets that are there, by their source
 * @throws Fault Permanent `namespace.wants_admin`, naming the namespaces
 */
export function refuseOtherNamespaces(
  grants: RestoreGrants | undefined,
  existing: readonly { source: string; target: string }[],
  isOntoSource: boolean,
): void {
  if (grants?.otherNamespaces !== false) return;
  const others = existing
    .filter(({ source, target }) => !isOntoSource || source !== target)
    .map(({ target }) => target);
  if (others.length === 0) return;
  throw new Fault(
    'namespace.wants_admin',
    `${others.slice(0, 10).join(', ')} is there already and is not what was backed up: a restore into it wants a token with the admin scope`,
    { disposition: 'Permanent', details: { namespaces: others.slice(0, 100) } },
  );
}

const RBAC = 'rbac.authorization.k8s.io';
/** Made by the restore itself: of a namespace its labels and notes, of a volume what holds its data. */
const MADE_APART: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolume']);

/**
 * Why a restore leaves an object out: whoever may bring a RoleBinding can give rights to anybody, and what is
 * cluster-scoped is everybody's. Undefined for what it may bring.
 */
export function withheldWhy(object: Manifest, { rbac, clusterScoped }: RestoreGrants = ALL): string | undefined {
  const { group, kind } = groupKindOf(object);
  if (group === RBAC) return rbac ? undefined : 'it gives rights, which wants a token with the admin scope';
  if (object.metadata.namespace !== undefined || MADE_APART.has(kindNameOf({ group, kind }))) return undefined;
  return clusterScoped ? undefined : 'it is cluster-scoped, which wants a token with the admin scope';
}
