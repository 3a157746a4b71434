import { Fault } from '../errors.ts';
import type { ClusterSpec } from './cluster-spec.ts';

const ALWAYS = ['kube-*', 'openshift', 'openshift-*'];

/** What of a registered cluster says which of its namespaces are the system's. */
export type SystemOf = Pick<ClusterSpec, 'namespace' | 'settings'>;

/** Whose Secrets are worth the cluster: Kubernetes' and OpenShift's, Snapferry's, and those that the admin names. */
export function isSystemNamespace(name: string, { namespace, settings }: SystemOf): boolean {
  const patterns = [...ALWAYS, namespace, ...(settings.systemNamespaces ?? [])];
  return patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

/**
 * @param as what they would be: `the source of a backup`
 * @throws Fault Rejected `namespace.wants_admin`, naming the namespaces
 */
export function refuseSystemNamespaces(names: readonly string[], cluster: SystemOf, as: string): void {
  const namespaces = [...new Set(names)].filter((name) => isSystemNamespace(name, cluster));
  if (namespaces.length === 0) return;
  const which = namespaces.slice(0, 10).join(', ');
  const details = { namespaces: namespaces.slice(0, 100) };
  throw new Fault('namespace.wants_admin', `as ${as}, ${which} wants a token with the admin scope`, { details });
}
