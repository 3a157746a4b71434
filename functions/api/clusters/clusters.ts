import { checkNamespaces, readClaims, readSnapshotClasses } from '../../cluster-objects/read-claims.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import { lookAgain, type Probes } from '../../operations/probe-cluster.ts';
import type { Uses } from '../../platform/services.ts';
import { clusterRefOf } from '../../services/catalog/catalog.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE } from '../../services/cluster/kinds.ts';
import { removalOf } from '../cascade.ts';
import { route } from '../http/contract.ts';
import { pageOfAll } from '../http/pages.ts';
import { noteGateways } from '../locations/gateway.ts';
import { forceQuerySchema, itemQuerySchema, itemsQuerySchema, noBodySchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from '../schedules/remove-schedule.ts';
import { secretArnsOf } from './cluster-secrets.ts';
import { namespacesQuerySchema, provisionersQuerySchema } from './schema.ts';
import { unprocessable } from './unprocessable.ts';
import { clusterView, namespaceView, provisionerViews } from './views.ts';

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

type BrowseServices = Uses<'catalog' | 'clock' | 'clusters'>;

/** What is on a cluster now, for somebody who chooses what to back up. */
export const listClusterNamespaces = route({
  operationId: 'listClusterNamespaces',
  route: 'GET /v1/clusters/{name}/namespaces',
  scope: 'read',
  summary: 'Namespaces of the cluster now',
  query: namespacesQuerySchema,
  answer: 'Namespace[]',
  handle: async (services: BrowseServices, { params, query }) => {
    const { search, labelSelector } = query;
    const cluster = await open(services, params.name);
    const all = await cluster.listAll(NAMESPACE, labelSelector === undefined ? {} : { labelSelector });
    await noteContactNow(services, cluster.ref);
    const found = all
      .filter(({ metadata }) => search === undefined || metadata.name.includes(search))
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const filter = { namespaces: cluster.ref.uid, search, labelSelector };
    const page = pageOfAll(found, query, filter, ({ metadata }) => metadata.name);
    return { ...page, items: page.items.map(namespaceView) };
  },
});

export const listClusterProvisioners = route({
  operationId: 'listClusterProvisioners',
  route: 'GET /v1/clusters/{name}/provisioners',
  scope: 'read',
  summary: 'Per CSI driver of the namespaces, which snapshot classes may be mapped',
  query: provisionersQuerySchema,
  answer: 'Provisioners',
  handle: async (services: BrowseServices, { params, query: { namespaces } }) => {
    const cluster = await open(services, params.name);
    await checkNamespaces(cluster, namespaces);
    const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
    await noteContactNow(services, cluster.ref);
    return provisionerViews(claims, classes);
  },
});

async function open(services: BrowseServices, name: string): Promise<Cluster> {
  return await services.clusters.open(clusterRefOf(await readItem(services, 'cluster', name)), 'backup');
}
