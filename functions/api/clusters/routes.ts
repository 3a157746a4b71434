import {
  deleteCluster,
  getCluster,
  listClusterNamespaces,
  listClusterProvisioners,
  listClusters,
  validateCluster,
} from './clusters.ts';
import { createCluster, updateCluster } from './write-cluster.ts';

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
