import { OPERATION } from '../domain/manifest/labels.ts';
import type { Clock } from '../services/clock/clock.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { PVC } from '../services/cluster/kinds.ts';

/** Two seconds: what takes longer is provisioned by the time that a pod can be scheduled at all. */
const PAUSES_MS = [0, ...Array.from({ length: 8 }, () => 250)];

/**
 * Looks a few times, within a moment, which claims of the operation in our own namespace are bound. A scheduler places a pod
 * as soon as the claim names its volume, a moment before it is `Bound`; a kubelet that sees the pod between the two tries to
 * mount again only 10 to 60 s later. What is not bound by the last look has its pod made all the same, and that is rarely so.
 */
export async function* lookForBound(
  clock: Clock,
  cluster: Cluster,
  operationId: string,
): AsyncGenerator<ReadonlySet<string>> {
  for (const pause of PAUSES_MS) {
    if (pause > 0) await clock.sleep(pause);
    const own = { namespace: cluster.ownNamespace, labelSelector: `${OPERATION}=${operationId}` };
    const claims = await cluster.listAll(PVC, own);
    yield new Set(claims.filter(({ status }) => status?.phase === 'Bound').map(({ metadata }) => metadata.name));
  }
}
