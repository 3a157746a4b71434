import type { ClusterAccess, ClusterCredentials } from '../../domain/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';

/** What a look at a cluster finds. */
export interface Probe {
  clusterId: string;
  version: string;
  snapshotCrds: boolean;
  deniedPermissions: string[];
}

/** How registration reads what a person gives, and looks at the cluster behind it. */
export interface Probes {
  /** @throws Fault `cluster.kubeconfig_refused`, `cluster.address_refused` */
  parse(access: ClusterAccess, at: string): ClusterCredentials;
  /** Under 10 s. @throws Fault `cluster.unreachable` and the like */
  probe(credentials: ClusterCredentials, namespace: string, identity: 'backup' | 'restore'): Promise<Probe>;
}

/** A cluster that cannot be reached as described is the description's fault: 422, whatever a later call would say. */
export function asUnprocessable(fault: Fault): Fault {
  if (!fault.code.startsWith('cluster.')) return fault;
  const { field, ...details } = fault.details;
  const errors = typeof field === 'string' ? { errors: [{ pointer: pointerOf(field), message: fault.message }] } : {};
  return new Fault(fault.code, fault.message, { details: { ...details, ...errors, httpStatus: 422 }, cause: fault });
}

/** `access.kubeconfig.users[0].user.exec` stands in the text at `/access/kubeconfig`. */
function pointerOf(field: string): string {
  const path = field.split('.');
  const end = path.indexOf('kubeconfig');
  return `/${(end < 0 ? path : path.slice(0, end + 1)).join('/')}`;
}
