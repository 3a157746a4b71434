import { keyOf, pageOf } from '../../../domain/cursor.ts';
import { Fault } from '../../../domain/errors.ts';
import { kindNameOf } from '../../../domain/manifest/manifest.ts';
import { discoverCollected } from '../../../manifests/collected-kinds.ts';
import { noteContactNow } from '../../../operations/note-contact.ts';
import type { Kind } from '../../../services/cluster/kinds.ts';
import { route } from '../../http/contract.ts';
import { resourcesQuerySchema } from '../schema.ts';
import { chooseNamespaces } from './choose-namespaces.ts';
import { listResources } from './list-resources.ts';
import { type BrowseServices, openBrowse } from './open-browse.ts';
import { parsePosition, positionText } from './position.ts';
import { lackingView, resourceView } from './views.ts';

export const listClusterResources = route({
  operationId: 'listClusterResources',
  route: 'GET /v1/clusters/{name}/resources',
  scope: 'read',
  summary: 'Objects that a backup of the namespaces would collect now, and which of them an annotation keeps out',
  query: resourcesQuerySchema,
  answer: 'Resources',
  handle: async (services: BrowseServices, { params, query }) => {
    const { cluster, system, until } = await openBrowse(services, params.name);
    const { cursor, limit, ...asked } = query;
    const filter = { resources: cluster.ref.uid, ...asked };
    const from = cursor === undefined ? undefined : parsePosition(keyOf(filter, cursor));
    const [{ namespaces, out, missing }, { kinds, unavailable }] = await Promise.all([
      chooseNamespaces(cluster, system, asked.namespaces),
      discoverCollected(cluster),
    ]);
    await noteContactNow(services, cluster.ref);
    if (namespaces === undefined) return { items: [], ...lackingView(missing, unavailable) };
    if (!from) checkTypes(kinds, asked.types);
    const wanted = {
      cluster,
      namespaces,
      limit,
      until,
      clock: services.clock,
      kinds: kinds.filter((kind) => asked.types?.includes(kindNameOf(kind)) ?? true),
      labelSelector: asked.labelSelector,
      search: asked.search,
    };
    const found = await listResources(wanted, from);
    const items = found.objects.map(({ kind, object }) => resourceView(kind, object, out));
    return {
      ...pageOf(items, filter, found.next && positionText(found.next)),
      ...lackingView([...missing, ...found.missing], [...unavailable, ...found.unavailable]),
    };
  },
});

/** At the begin of a walk; a kind that goes on the way has no more objects. */
function checkTypes(kinds: readonly Kind[], types: readonly string[] = []): void {
  const known = new Set(kinds.map(kindNameOf));
  const unknown = types.find((type) => !known.has(type));
  if (unknown === undefined) return;
  const meant = kinds.filter((kind) => isMeant(kind, unknown)).map(kindNameOf);
  const hint = meant.length > 0 ? `; ${meant.slice(0, 3).join(' or ')} is one` : '';
  const message = `${unknown} is no type of this cluster that a backup collects${hint}`;
  throw new Fault('request.invalid', message, { details: { errors: [{ parameter: 'types', message }] } });
}

/** As it is called elsewhere: without its group, as its resource, in small letters. */
function isMeant(kind: Kind, type: string): boolean {
  const [word = ''] = type.toLowerCase().split('.');
  return word === kind.kind.toLowerCase() || word === kind.plural;
}
