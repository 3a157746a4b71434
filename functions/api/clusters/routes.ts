import { listClusterNamespaces, listClusterProvisioners } from './browse.ts';
import { deleteCluster, getCluster, listClusters, validateCluster } from './clusters.ts';
import { createCluster } from './create-cluster.ts';
import { updateCluster } from './update-cluster.ts';

export const clusterRoutes = [
  createCluster,
  listClusters,
  getCluster,
  updateCluster,
  deleteCluster,
  validateCluster,
  listClusterNamespaces,
  listClusterProvisioners,
];
