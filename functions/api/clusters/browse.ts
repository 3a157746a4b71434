import { checkNamespaces, readClaims, readSnapshotClasses } from '../../cluster-objects/read-claims.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import type { Services } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE } from '../../services/cluster/kinds.ts';
import { pageOf } from '../http/pages.ts';
import { ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { namespacesQuerySchema, provisionersQuerySchema } from './schema.ts';
import { namespaceView, provisionerViews } from './views.ts';

/** What is on a cluster now, for somebody who chooses what to back up. */
export function browseRoutes(services: Pick<Services, 'catalog' | 'clock' | 'clusters'>) {
  const { catalog, clusters } = services;

  async function open({ params }: ApiRequest): Promise<Cluster> {
    const { name = '' } = params;
    const item = await catalog.read('cluster', name);
    if (!item) throw notFound('cluster', name);
    return await clusters.open({ name, uid: item.uid, clusterId: String(item.status.clusterId) }, 'backup');
  }

  const namespaces: RouteHandler = async (request) => {
    const { search, labelSelector, limit, cursor } = request.query(namespacesQuerySchema);
    const cluster = await open(request);
    const all = await readNamespaces(cluster, labelSelector);
    await noteContactNow(services, cluster.ref);
    const found = all
      .filter(({ metadata }) => search === undefined || metadata.name.includes(search))
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const filter = { namespaces: cluster.ref.uid, search, labelSelector };
    const page = pageOf(found, { limit, cursor, filter, keyOf: ({ metadata }) => metadata.name });
    return ok({ ...page, items: page.items.map(namespaceView) });
  };

  const provisioners: RouteHandler = async (request) => {
    const { namespaces: wanted } = request.query(provisionersQuerySchema);
    const cluster = await open(request);
    await checkNamespaces(cluster, wanted);
    const [claims, classes] = await Promise.all([readClaims(cluster, wanted), readSnapshotClasses(cluster)]);
    await noteContactNow(services, cluster.ref);
    return ok(provisionerViews(claims, classes));
  };

  return { namespaces, provisioners };
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
