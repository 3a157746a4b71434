import type { Services } from '../../platform/services.ts';
import { type ApiHandler, createApi, type RouterNeeds } from '../http/router.ts';
import { browseRoutes } from './browse.ts';
import { clusterRoutes } from './routes.ts';

type Needs = Parameters<typeof clusterRoutes>[0] & Pick<Services, 'clusters'>;

export function createClustersApi(services: Needs & RouterNeeds): ApiHandler {
  const { create, list, get, update, remove, validate } = clusterRoutes(services);
  const { namespaces, provisioners } = browseRoutes(services);
  return createApi('apiClusters', services, {
    'POST /v1/clusters': create,
    'GET /v1/clusters': list,
    'GET /v1/clusters/{name}': get,
    'PUT /v1/clusters/{name}': update,
    'DELETE /v1/clusters/{name}': remove,
    'POST /v1/clusters/{name}/validate': validate,
    'GET /v1/clusters/{name}/namespaces': namespaces,
    'GET /v1/clusters/{name}/provisioners': provisioners,
  });
}
