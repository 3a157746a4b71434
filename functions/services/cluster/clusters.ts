import { credentialsOf } from '../../domain/cluster/cluster-credentials.ts';
import type { ClusterCredentials } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Catalog, CatalogItem } from '../catalog/catalog.ts';
import type { Clock } from '../clock/clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Clusters } from './cluster.ts';
import type { Exchange } from './exchange.ts';
import { type OpenCluster, openCluster } from './kubernetes-cluster.ts';
import type { OpenSession } from './session.ts';

export interface ClustersOptions {
  catalog: Pick<Catalog, 'read'>;
  secrets: Pick<Secrets, 'read'>;
  clock: Clock;
  policy: AddressPolicy;
  exchange?: Exchange;
  openSession?: OpenSession;
  /** Of one call, where the caller has less time than a Task. */
  timeoutMs?: number;
  tries?: number;
}

/** Within a request of the API, whose gateway gives up after 30 s: a cluster that drops packets is said to, in time. */
export const WITHIN_A_REQUEST = { timeoutMs: 4_000, tries: 2 };

type Identity = 'backup' | 'restore';

/**
 * Opens clusters as the catalogue has them, and keeps their connections as long as the function is warm.
 * A change of a cluster (its generation) opens it anew; before first use it must show that it still is the same cluster.
 */
export function createClusters(options: ClustersOptions): Clusters & { close(): void } {
  const { catalog, secrets } = options;
  const opened = new Map<string, { generation: number; cluster: Promise<OpenCluster> }>();

  async function openItem(ref: ClusterRef, { spec }: CatalogItem<'cluster'>, identity: Identity) {
    const arn = spec.secretArns[identity];
    if (!arn) throw new Fault('cluster.no_restore_identity', `cluster ${ref.name} has no restoreAccess`);
    const credentials = credentialsOf(await secrets.read(arn));
    const reached = await reach(credentials, options);
    const cluster = openCluster({ ...options, ...reached, ref, ownNamespace: spec.namespace });
    if ((await cluster.identity()) === ref.clusterId) return cluster;
    cluster.close();
    throw new Fault('cluster.not_found', `what answers for cluster ${ref.name} is another cluster now`);
  }

  async function open(ref: ClusterRef, identity: Identity) {
    const item = await catalog.read('cluster', ref.name);
    if (item?.uid !== ref.uid || item.status.clusterId !== ref.clusterId) {
      throw new Fault('cluster.not_found', `cluster ${ref.name} is gone, or another cluster has its name now`);
    }
    const key = `${ref.uid}/${identity}`;
    const known = opened.get(key);
    if (known?.generation === item.generation) return await known.cluster;
    const cluster = openItem(ref, item, identity);
    const entry = { generation: item.generation, cluster };
    opened.set(key, entry);
    if (known) closeOnceOpen(known.cluster);
    try {
      return await cluster;
    } catch (thrown) {
      if (opened.get(key) === entry) opened.delete(key);
      throw thrown;
    }
  }

  function close(): void {
    for (const { cluster } of opened.values()) closeOnceOpen(cluster);
    opened.clear();
  }

  return { open, close };
}

function closeOnceOpen(cluster: Promise<OpenCluster>): void {
  void cluster.then(
    (one) => one.close(),
    () => {}, // it never opened
  );
}

/**
 * Makes of kept credentials what opens a connection. Whoever has no EKS cluster never loads the SDK's clients for it.
 * @throws Fault Transient `cluster.unreachable`; `cluster.unauthorized`, `cluster.address_refused`
 */
export async function reach(credentials: ClusterCredentials, needs: { policy: AddressPolicy; clock: Clock }) {
  if (!('roleArn' in credentials)) return { credentials };
  const { reachEks } = await import('./eks.ts');
  return await reachEks(credentials, needs);
}
