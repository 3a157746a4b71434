import { readFileSync } from 'node:fs';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../../functions/services/cluster/access.ts';
import { openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import type { Cluster } from '../harness/cluster.ts';

/** The cluster as its administrator reaches it, with the product's own client. */
export function openAdmin(running: Cluster) {
  const policy = createAddressPolicy();
  const kubeconfig = readFileSync(running.kubeconfig, 'utf8');
  return openCluster({
    ref: { name: 'real', uid: 'u', clusterId: 'c' },
    ownNamespace: 'default',
    credentials: parseAccess({ kind: 'kubeconfig', kubeconfig }, policy),
    policy,
    clock: systemClock,
  });
}
