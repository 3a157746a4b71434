import { checkNamespaces, readClaims, readSnapshotClasses } from '../../cluster-objects/read-claims.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import type { Services } from '../../platform/services.ts';
import { clusterRefOf } from '../../services/catalog/catalog.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE } from '../../services/cluster/kinds.ts';
import { route } from '../http/contract.ts';
import { pageOfAll } from '../http/pages.ts';
import { readItem } from '../read-item.ts';
import { namespacesQuerySchema, provisionersQuerySchema } from './schema.ts';
import { namespaceView, provisionerViews } from './views.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'clusters'>;

/** What is on a cluster now, for somebody who chooses what to back up. */
export const listClusterNamespaces = route({
  operationId: 'listClusterNamespaces',
  route: 'GET /v1/clusters/{name}/namespaces',
  scope: 'read',
  summary: 'Namespaces of the cluster now',
  query: namespacesQuerySchema,
  answer: 'Namespace[]',
  handle: async (services: Dependencies, { params, query }) => {
    const { search, labelSelector } = query;
    const cluster = await open(services, params.name);
    const all = await readNamespaces(cluster, labelSelector);
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
  handle: async (services: Dependencies, { params, query: { namespaces } }) => {
    const cluster = await open(services, params.name);
    await checkNamespaces(cluster, namespaces);
    const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
    await noteContactNow(services, cluster.ref);
    return provisionerViews(claims, classes);
  },
});

async function open(services: Dependencies, name: string): Promise<Cluster> {
  return await services.clusters.open(clusterRefOf(await readItem(services, 'cluster', name)), 'backup');
}

/** The API server is the judge of a selector; what it refuses is the caller's to correct. */
async function readNamespaces(cluster: Cluster, labelSelector: string | undefined) {
  try {
    return await cluster.listAll(NAMESPACE, labelSelector === undefined ? {} : { labelSelector });
  } catch (thrown) {
    const { details, message } = toFault(thrown);
    if (labelSelector === undefined || details.status !== 400) throw thrown;
    throw new Fault('request.invalid', message, { details: { errors: [{ parameter: 'labelSelector', message }] } });
  }
}
