import { listProtection } from '../protection/protection.ts';
import { listClusterNamespaces } from './browse/namespaces.ts';
import { listClusterProvisioners } from './browse/provisioners.ts';
import { listClusterResourceTypes } from './browse/resource-types.ts';
import { listClusterResources } from './browse/resources.ts';
import { deleteCluster, getCluster, listClusters, validateCluster } from './clusters.ts';
import { createCluster, updateCluster } from './write-cluster.ts';

export const clusterRoutes = [
  createCluster,
  listClusters,
  getCluster,
  updateCluster,
  deleteCluster,
  validateCluster,
  listClusterNamespaces,
  listClusterResourceTypes,
  listClusterResources,
  listClusterProvisioners,
  listProtection,
];
