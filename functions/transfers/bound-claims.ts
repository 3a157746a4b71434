import type { Clock } from '../services/clock/clock.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { PVC } from '../services/cluster/kinds.ts';

const BETWEEN_MS = 250;
/** Two seconds: what takes longer is provisioned by the time that a pod can be scheduled at all. */
const LOOKS = 8;

/**
 * Waits a moment for claims in our own namespace to be bound. A scheduler places a pod as soon as the claim names its
 * volume, a moment before it is `Bound`; a kubelet that sees the pod between the two tries to mount again only 10 to 60 s
 * later. Where it takes longer the pods are made all the same, and that is rarely so.
 */
export async function untilBound(clock: Clock, cluster: Cluster, names: readonly string[]): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await clock.sleep(BETWEEN_MS);
    const claims = await cluster.listAll(PVC, { namespace: cluster.ownNamespace });
    const bound = new Set(
      claims.filter(({ status }) => status?.phase === 'Bound').map(({ metadata }) => metadata.name),
    );
    if (names.every((name) => bound.has(name))) return;
  }
}
