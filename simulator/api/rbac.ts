import type { KubeObject } from '../objects.ts';
import type { Store } from '../store.ts';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  verbs?: string[];
}

interface Binding extends KubeObject {
  roleRef: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
}

export interface Asked {
  user: string;
  verb: string;
  group: string;
  /** With its subresource: `pods/log`. */
  resource: string;
  namespace: string;
}

const account = /^system:serviceaccount:([^:]+):([^:]+)$/;
const rbac = 'rbac.authorization.k8s.io';

/** ServiceAccounts may do what their bindings say, as RBAC has it; every other user may do everything. */
export function isGranted(store: Store, asked: Asked): boolean {
  const [, namespace, name] = account.exec(asked.user) ?? [];
  if (namespace === undefined || name === undefined) return true;
  // what every authenticated user may (system:basic-user)
  if (asked.verb === 'create' && asked.resource === 'selfsubjectaccessreviews') return true;
  const isBound = ({ subjects = [] }: Binding) =>
    subjects.some((one) => one.kind === 'ServiceAccount' && one.namespace === namespace && one.name === name);
  const everywhere = store.list<Binding>(`clusterrolebindings.${rbac}`);
  const here = asked.namespace === '' ? [] : store.list<Binding>(`rolebindings.${rbac}`, asked.namespace);
  return [...everywhere, ...here].filter(isBound).some((binding) => rulesOf(store, binding).some(allows(asked)));
}

function rulesOf(store: Store, { roleRef, metadata }: Binding): Rule[] {
  const role =
    roleRef.kind === 'ClusterRole'
      ? store.get(`clusterroles.${rbac}`, roleRef.name)
      : store.get(`roles.${rbac}`, `${metadata.namespace}/${roleRef.name}`);
  return (role?.rules ?? []) as Rule[];
}

function allows({ verb, group, resource }: Asked): (rule: Rule) => boolean {
  const has = (given: string[] = [], wanted: string) => given.includes('*') || given.includes(wanted);
  return ({ verbs, apiGroups, resources }) => has(verbs, verb) && has(apiGroups, group) && has(resources, resource);
}
