import { answered, type Schemas } from '../../client/client.ts';
import { type PageAsked, pages } from '../api/pages.ts';
import { ageOf, bytesOf } from '../output/units.ts';
import { type Asked, given, kind } from './kind.ts';

type Item<Name extends 'Namespaces' | 'ResourceTypes' | 'Resources' | 'Provisioners'> = Schemas[Name]['items'][number];

/** As many as a page of what a cluster has may have. */
const LARGEST = 500;

interface Browsed<Item> {
  items: Item[];
  nextCursor?: string;
  missingPermissions: Schemas['Namespaces']['missingPermissions'];
  unavailable?: string[];
  volumesWithoutDriver?: number;
}

/** All pages of what a cluster has now; what the answers are without is said once each. */
export function browse<Item>(
  { filters, note }: Asked,
  ask: (page: PageAsked) => Promise<Browsed<Item>>,
  largest = LARGEST,
): AsyncGenerator<Item> {
  const said = new Set<string>();
  const once = (line: string) => {
    if (!said.has(line)) note(line);
    said.add(line);
  };
  const read = async (page: PageAsked) => {
    const found = await ask(page);
    for (const { group, resource, verb, namespace } of found.missingPermissions) {
      const what = group ? `${resource}.${group}` : resource;
      once(`the backup identity may not ${verb} ${what}${namespace ? ` in ${namespace}` : ''}: the list is without`);
    }
    for (const one of found.unavailable ?? []) once(`the API server of ${one} does not answer: the list is without`);
    if (found.volumesWithoutDriver)
      once(`${found.volumesWithoutDriver} claims are not bound to a volume of a CSI driver`);
    return found;
  };
  return pages(filters.limit, read, largest);
}

/** Of these namespaces, or all but those of the system. */
function within({ filters: { namespace, search } }: Asked) {
  return { ...given({ search }), namespaces: namespace?.join(',') ?? '*' };
}

export const namespaces = kind<Item<'Namespaces'>>({
  singular: 'namespace',
  plural: 'namespaces',
  short: ['ns'],
  of: 'cluster',
  filters: ['cluster', 'search', 'selector'],
  list: (asked) =>
    browse(asked, (page) => {
      const { search, selector } = asked.filters;
      const query = { ...page, ...given({ search, labelSelector: selector }) };
      return answered(asked.api.GET('/v1/clusters/{name}/namespaces', { params: { path: { name: asked.of }, query } }));
    }),
  nameOf: ({ name }) => name,
  columns: [
    { title: 'NAME', of: ({ name }) => name },
    {
      title: 'PHASE',
      of: ({ phase, system, keptOut }) =>
        [phase, ...(system ? ['system'] : []), ...(keptOut ? ['kept-out'] : [])].join(','),
    },
    { title: 'CLAIMS', of: ({ claims }) => claims },
    { title: 'SIZE', of: ({ claimBytes }) => bytesOf(claimBytes) },
    { title: 'OBJECTS', of: countOf },
    { title: 'AGE', of: ({ createdAt }, now) => ageOf(createdAt, now) },
    { title: 'LABELS', wide: true, of: ({ labels }) => labelsOf(labels) },
  ],
});

export const resourceTypes = kind<Item<'ResourceTypes'>>({
  singular: 'resource-type',
  plural: 'resource-types',
  short: ['types'],
  of: 'cluster',
  filters: ['cluster', 'namespace', 'search'],
  list: (asked) =>
    browse(asked, (page) => {
      const params = { path: { name: asked.of }, query: { ...page, ...within(asked) } };
      return answered(asked.api.GET('/v1/clusters/{name}/resource-types', { params }));
    }),
  nameOf: ({ type }) => type,
  columns: [
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'OBJECTS', of: countOf },
    { title: 'VERSION', wide: true, of: ({ version }) => version },
    { title: 'PLURAL', wide: true, of: ({ plural }) => plural },
  ],
});

export const resources = kind<Item<'Resources'>>({
  singular: 'resource',
  plural: 'resources',
  short: ['res'],
  of: 'cluster',
  filters: ['cluster', 'namespace', 'types', 'selector', 'search'],
  list: (asked) =>
    browse(asked, (page) => {
      const { selector, types } = asked.filters;
      const narrowed = given({ labelSelector: selector, types: types?.join(',') });
      const params = { path: { name: asked.of }, query: { ...page, ...narrowed, ...within(asked) } };
      return answered(asked.api.GET('/v1/clusters/{name}/resources', { params }));
    }),
  nameOf: ({ type, namespace, name }) => `${type}/${namespace}/${name}`,
  columns: [
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'NAME', of: ({ name, keptOut }) => (keptOut ? `${name} (kept out)` : name) },
    { title: 'AGE', of: ({ createdAt }, now) => ageOf(createdAt, now) },
    { title: 'MADE BY', wide: true, of: ({ controller }) => controller && `${controller.kind}/${controller.name}` },
    { title: 'LABELS', wide: true, of: ({ labels }) => labelsOf(labels) },
  ],
});

export const provisioners = kind<Item<'Provisioners'>>({
  singular: 'provisioner',
  plural: 'provisioners',
  short: ['drivers'],
  of: 'cluster',
  filters: ['cluster', 'namespace', 'search'],
  list: (asked) =>
    browse(asked, (page) => {
      const params = { path: { name: asked.of }, query: { ...page, ...within(asked) } };
      return answered(asked.api.GET('/v1/clusters/{name}/provisioners', { params }));
    }),
  nameOf: ({ provisioner }) => provisioner,
  columns: [
    { title: 'PROVISIONER', of: ({ provisioner }) => provisioner },
    { title: 'STATE', of: ({ state }) => state },
    { title: 'VOLUMES', of: ({ volumes }) => volumes },
    { title: 'SELECTED', of: ({ selected }) => selected },
    { title: 'CLASSES', of: ({ classes }) => classes.join(',') },
  ],
});

function countOf({ objects, objectsAtLeast }: { objects?: number; objectsAtLeast?: number }): string {
  return objects === undefined && objectsAtLeast !== undefined ? `${objectsAtLeast}+` : String(objects ?? '');
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
