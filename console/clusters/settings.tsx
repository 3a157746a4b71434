import type { Schemas } from '../../client/client.ts';
export function ClusterSettings({ cluster }: { cluster: Schemas['Cluster'] }) {
  return <p>{cluster.name}</p>;
}
