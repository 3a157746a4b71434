import { lookAgain, type Probes } from '../../operations/probe-cluster.ts';
import type { Uses } from '../../platform/services.ts';
import { removalOf } from '../cascade.ts';
import { route } from '../http/contract.ts';
import { noteGateways } from '../locations/gateway.ts';
import { forceQuerySchema, itemQuerySchema, itemsQuerySchema, noBodySchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from '../schedules/remove-schedule.ts';
import { secretArnsOf } from './cluster-secrets.ts';
import { unprocessable } from './unprocessable.ts';
import { clusterView } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock'>;

export const listClusters = route({
  operationId: 'listClusters',
  route: 'GET /v1/clusters',
  scope: 'read',
  summary: 'Clusters',
  query: itemsQuerySchema,
  answer: 'Cluster[]',
  handle: async (services: Dependencies, { query }) => {
    const { items, nextCursor } = await listItems(services, 'cluster', query);
    return { items: items.map((item) => clusterView(item, services.clock.now())), nextCursor };
  },
});

export const getCluster = route({
  operationId: 'getCluster',
  route: 'GET /v1/clusters/{name}',
  scope: 'read',
  summary: 'A cluster',
  query: itemQuerySchema,
  answer: 'Cluster',
  etag: true,
  handle: async (services: Dependencies, { params, query }) =>
    clusterView(await readItem(services, 'cluster', params.name, query), services.clock.now()),
});

export const deleteCluster = route({
  operationId: 'deleteCluster',
  route: 'DELETE /v1/clusters/{name}',
  scope: 'admin',
  summary: 'Forget a cluster that nothing uses; by force its schedules are removed with it',
  query: forceQuerySchema,
  ifMatch: true,
  handle: async (services: RemoveScheduleServices, request) => {
    const { name } = request.params;
    const generation = request.ifMatch;
    const how = removalOf(services, request, 'cluster');
    generationOf(await readItem(services, 'cluster', name), generation);
    await noteGateways(services, name);
    const target = { kind: 'cluster' as const, name, generation, ...how };
    const { uid } = await removeItem(services, target, ({ spec }) => secretArnsOf(spec));
    request.about({ uid, force: request.query.force });
  },
});

/** Keeps what the look found either way. */
export const validateCluster = route({
  operationId: 'validateCluster',
  route: 'POST /v1/clusters/{name}/validate',
  scope: 'operate',
  summary: 'Look at the cluster and its permissions again',
  body: noBodySchema,
  answer: 'Cluster',
  etag: true,
  handle: async (services: Uses<'catalog' | 'clock' | 'secrets'> & { probes: Probes }, { params, about }) => {
    const item = await readItem(services, 'cluster', params.name);
    about({ uid: item.uid });
    await unprocessable(() => lookAgain(services, item));
    return clusterView(await readItem(services, 'cluster', params.name), services.clock.now());
  },
});
