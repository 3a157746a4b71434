import { kindNameOf } from '../../../domain/manifest/manifest.ts';
import { discoverCollected } from '../../../manifests/collected-kinds.ts';
import { noteContactNow } from '../../../operations/note-contact.ts';
import { route } from '../../http/contract.ts';
import { pageOfAll } from '../../http/pages.ts';
import { resourceTypesQuerySchema } from '../schema.ts';
import { chooseNamespaces } from './choose-namespaces.ts';
import { countObjects } from './count-objects.ts';
import { type BrowseServices, openBrowse } from './open-browse.ts';
import { countedFirst, totalOf } from './totals.ts';
import { lackingView, typeView } from './views.ts';

export const listClusterResourceTypes = route({
  operationId: 'listClusterResourceTypes',
  route: 'GET /v1/clusters/{name}/resource-types',
  scope: 'read',
  summary: 'Kinds of objects that a backup collects, with the number of each in the namespaces now',
  query: resourceTypesQuerySchema,
  answer: 'ResourceTypes',
  handle: async (services: BrowseServices, { params, query }) => {
    const { cluster, system, until } = await openBrowse(services, params.name);
    const [{ namespaces, out, missing }, { kinds, unavailable }] = await Promise.all([
      chooseNamespaces(cluster, system, query.namespaces),
      discoverCollected(cluster),
    ]);
    await noteContactNow(services, cluster.ref);
    if (namespaces === undefined) return { items: [], ...lackingView(missing, unavailable) };
    const search = query.search;
    const found = kinds.filter((kind) => search === undefined || namesOf(kind).includes(search));
    const filter = { resourceTypes: cluster.ref.uid, search, namespaces: query.namespaces };
    const pageOf = (limit: number) => pageOfAll(found, { ...query, limit }, filter, kindNameOf);

    const wanted = { cluster, namespaces, out, clock: services.clock, until };
    const page = pageOf(query.limit).items;
    const counts = await countObjects({ ...wanted, kinds: page, by: 'kind' });
    const rows = page.map((kind) => namespaces.map((namespace) => counts.of(kind, namespace)));
    const { items, nextCursor } = pageOf(countedFirst(rows));
    return {
      items: items.map((kind, at) => ({ ...typeView(kind), ...totalOf(rows[at] ?? []) })),
      nextCursor,
      ...lackingView([...missing, ...counts.missing], [...unavailable, ...counts.unavailable]),
    };
  },
});

function namesOf({ group, kind, plural }: { group: string; kind: string; plural: string }): string {
  return `${kind}.${group} ${plural}.${group}`.toLowerCase();
}
