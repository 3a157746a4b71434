import { discoverCollected } from '../../../manifests/collected-kinds.ts';
import { noteContactNow } from '../../../operations/note-contact.ts';
import { NAMESPACE } from '../../../services/cluster/kinds.ts';
import { route } from '../../http/contract.ts';
import { pageOfAll } from '../../http/pages.ts';
import { namespacesQuerySchema } from '../schema.ts';
import { countObjects } from './count-objects.ts';
import { outNamespaces } from './kept-out.ts';
import { listing, readOrMissing } from './missing-permissions.ts';
import { type BrowseServices, openBrowse } from './open-browse.ts';
import { fittingFirst } from './shown-bytes.ts';
import { sumClaims } from './sum-claims.ts';
import { countedFirst, totalOf } from './totals.ts';
import { lackingView, namespaceView } from './views.ts';

/** What is on a cluster now, for somebody who chooses what to back up. */
export const listClusterNamespaces = route({
  operationId: 'listClusterNamespaces',
  route: 'GET /v1/clusters/{name}/namespaces',
  scope: 'read',
  summary: 'Namespaces of the cluster now, with what a backup of each would hold',
  query: namespacesQuerySchema,
  answer: 'Namespaces',
  handle: async (services: BrowseServices, { params, query }) => {
    const { cluster, system, until } = await openBrowse(services, params.name);
    const { search, labelSelector } = query;
    const [{ found: all = [], missing }, { kinds, unavailable }] = await Promise.all([
      readOrMissing(listing(NAMESPACE), () => cluster.listAll(NAMESPACE, labelSelector ? { labelSelector } : {})),
      discoverCollected(cluster),
    ]);
    await noteContactNow(services, cluster.ref);
    const found = all
      .filter(({ metadata }) => search === undefined || metadata.name.includes(search))
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const filter = { namespaces: cluster.ref.uid, search, labelSelector };
    const pageOf = (limit: number) => pageOfAll(found, { ...query, limit }, filter, ({ metadata }) => metadata.name);

    const fitting = pageOf(fittingFirst(pageOf(query.limit).items));
    const namespaces = fitting.items.map(({ metadata }) => metadata.name);
    const out = outNamespaces(fitting.items.map(({ metadata }) => metadata));
    const wanted = { cluster, namespaces, out, clock: services.clock, until };
    const [counts, sums] = await Promise.all([countObjects({ ...wanted, kinds, by: 'namespace' }), sumClaims(wanted)]);
    const rowOf = (namespace: string) => kinds.map((kind) => counts.of(kind, namespace));
    const { items, nextCursor } = pageOf(countedFirst(namespaces.map(rowOf)));
    return {
      items: items.map((item) => ({
        ...namespaceView(item, system),
        ...sums.of(item.metadata.name),
        ...totalOf(rowOf(item.metadata.name)),
      })),
      nextCursor,
      ...lackingView([...missing, ...sums.missing, ...counts.missing], [...unavailable, ...counts.unavailable]),
    };
  },
});
