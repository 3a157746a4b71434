import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';

export type Cluster = Schemas['Cluster'];

/** As many clusters as one page has: for choices, and to name those that a record knows by their identity. */
export function useClusters() {
  const api = useApi();
  const { data } = usePolled({
    key: ['clusters', 'all'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/clusters', { params: { query: { limit: 200 } }, signal })),
  });
  const clusters: readonly Cluster[] = data?.items ?? [];
  return {
    isKnown: data !== undefined,
    clusters,
    options: clusters.map(({ name, status }) => ({ value: name, label: name, description: status.version })),
    /** Its identity where it is not registered any more. */
    nameOf: (clusterId: string) => clusters.find((one) => one.clusterId === clusterId)?.name ?? clusterId,
  };
}
