import type { ClusterCredentials } from '../../domain/cluster/cluster-spec.ts';
import { toFault } from '../../domain/errors.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import type { Cluster } from './cluster.ts';
import { reach } from './clusters.ts';
import { ROLE_BINDING, VOLUME_SNAPSHOT_CLASS } from './kinds.ts';
import { openCluster } from './kubernetes-cluster.ts';
import { backupAccess, execAccess, execBindingName, restoreAccess, wordsOf } from './permissions.ts';

export interface ProbeOptions {
  credentials: ClusterCredentials;
  policy: AddressPolicy;
  clock: Clock;
  /** Snapferry's own namespace on the cluster. */
  namespace: string;
  identity: 'backup' | 'restore';
}

export interface Probe {
  clusterId: string;
  version: string;
  /** Whether the API group snapshot.storage.k8s.io is served. */
  snapshotCrds: boolean;
  /** `create volumesnapshots.snapshot.storage.k8s.io`, `delete jobs.batch in snapferry` */
  deniedPermissions: string[];
  /** Of the backup identity: where rules may run commands, `*` for everywhere. */
  execNamespaces?: string[];
  /** Of the backup identity: what rules lack where they are meant to run; everywhere, where nobody has said where. */
  deniedExecPermissions?: string[];
}

/** As many namespaces as a backup selects at most. */
const MAX_EXEC_NAMESPACES = 500;

/**
 * Asks a cluster who it is and what its identity may do; at most two tries of 4 s, so under 10 s in all.
 * @throws Fault `cluster.unreachable`, `cluster.unauthorized`, `cluster.forbidden`, `cluster.address_refused`
 */
export async function probeCluster(options: ProbeOptions): Promise<Probe> {
  const { credentials, policy, clock, namespace, identity } = options;
  const cluster = openCluster({
    policy,
    clock,
    ...(await reach(credentials, { policy, clock })),
    ref: { name: 'probe', uid: 'probe', clusterId: 'unknown' },
    ownNamespace: namespace,
    timeoutMs: 4000,
    tries: 2,
  });
  try {
    // who it is goes first, alone: an address that does not answer is tried once, not for each question
    const clusterId = await cluster.identity();
    const isBackup = identity === 'backup';
    const [version, denied, snapshotCrds, exec] = await Promise.all([
      cluster.version(),
      cluster.denied(isBackup ? backupAccess(namespace) : restoreAccess(namespace)),
      isServed(cluster),
      isBackup ? execIn(cluster) : {},
    ]);
    return { clusterId, version, snapshotCrds, deniedPermissions: denied.map(wordsOf), ...exec };
  } finally {
    cluster.close();
  }
}

/** A kind that is not served is 404, one that may not be listed 403: then it is of no use either. */
async function isServed(cluster: Cluster): Promise<boolean> {
  try {
    await cluster.list(VOLUME_SNAPSHOT_CLASS, { limit: 1 });
    return true;
  } catch (thrown) {
    const { status } = toFault(thrown).details;
    if (status === 404 || status === 403) return false;
    throw thrown;
  }
}

/** Where an admin has bound the role of rules, by the name that the manifests say, and what of it counts there. */
async function execIn(cluster: Cluster): Promise<Pick<Probe, 'execNamespaces' | 'deniedExecPermissions'>> {
  const [everywhere, bound] = await Promise.all([cluster.denied(execAccess()), boundNamespaces(cluster)]);
  if (everywhere.length === 0) return { execNamespaces: ['*'], deniedExecPermissions: [] };
  const denied = await cluster.denied(bound.flatMap((namespace) => execAccess(namespace)));
  const lacking = new Set(denied.map(({ namespace }) => namespace));
  return {
    execNamespaces: bound.filter((namespace) => !lacking.has(namespace)),
    deniedExecPermissions: (bound.length > 0 ? denied : everywhere).map(wordsOf),
  };
}

async function boundNamespaces(cluster: Cluster): Promise<string[]> {
  const fieldSelector = `metadata.name=${execBindingName(cluster.ownNamespace)}`;
  try {
    const { items } = await cluster.list(ROLE_BINDING, {
      fieldSelector,
      limit: MAX_EXEC_NAMESPACES,
      metadataOnly: true,
    });
    return items.flatMap(({ metadata }) => metadata.namespace ?? []).toSorted();
  } catch (thrown) {
    // without the right to list: deniedPermissions says so
    if (toFault(thrown).details.status === 403) return [];
    throw thrown;
  }
}
