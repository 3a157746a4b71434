import { answered, type paths, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { bytesOf, durationOf } from '../output/units.ts';
import { given, kind, oneNamespace } from './kind.ts';
import { at } from './operations.ts';

type Restored = NonNullable<paths['/v1/restores/{id}/objects']['get']['parameters']['query']>;

export const volumes = kind<Schemas['Volume']>({
  singular: 'volume',
  plural: 'volumes',
  short: ['vol'],
  of: 'operation',
  filters: [],
  list: ({ api, filters, of }) =>
    pages(filters.limit, (query) =>
      answered(api.GET('/v1/operations/{id}/volumes', { params: { ...at(of).params, query } })),
    ),
  nameOf: ({ namespace, pvc }) => `${namespace}/${pvc}`,
  columns: [
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'CLAIM', of: ({ pvc }) => pvc },
    { title: 'METHOD', of: ({ method }) => method },
    { title: 'PHASE', of: ({ phase }) => phase },
    { title: 'SIZE', of: ({ result, progress }) => bytesOf(result?.bytes ?? progress?.bytes) },
    { title: 'CAPACITY', of: ({ capacityBytes }) => bytesOf(capacityBytes) },
    { title: 'RATE', of: ({ bytesPerSecond, progress }) => rateOf(bytesPerSecond ?? progress?.bytesPerSecond) },
    { title: 'LEFT', wide: true, of: ({ progress }) => leftOf(progress?.secondsLeft) },
    { title: 'CLASS', wide: true, of: ({ volumeSnapshotClass }) => volumeSnapshotClass },
    { title: 'PROVISIONER', wide: true, of: ({ provisioner }) => provisioner },
    { title: 'WHY', of: ({ why, reason }) => (reason ? `${reason.message} (${reason.code})` : why) },
  ],
});

export function rateOf(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '' : `${bytesOf(bytesPerSecond)}/s`;
}

function leftOf(seconds: number | undefined): string {
  return seconds === undefined ? '' : durationOf(seconds);
}

export const events = kind<Schemas['Event']>({
  singular: 'event',
  plural: 'events',
  short: ['ev'],
  of: 'operation',
  filters: [],
  list: ({ api, filters, of }) =>
    pages(filters.limit, (query) =>
      answered(api.GET('/v1/operations/{id}/events', { params: { ...at(of).params, query } })),
    ),
  nameOf: ({ at: when, type }) => `${when}/${type}`,
  columns: [
    { title: 'AT', of: ({ at: when }) => when },
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'MESSAGE', of: ({ message }) => message },
  ],
});

export const objects = kind<Schemas['RestoredObject']>({
  singular: 'object',
  plural: 'objects',
  short: ['obj'],
  of: 'operation',
  filters: ['outcome', 'reason', 'namespace', 'kind', 'changed'],
  list: ({ api, filters, of }) =>
    pages(filters.limit, (page) => {
      const { outcome, reason, kind: what, changed } = filters;
      const query = given<Restored>({
        outcome: outcome as Restored['outcome'],
        reason: reason as Restored['reason'],
        namespace: oneNamespace(filters),
        kind: what,
        changed: changed ? 'true' : undefined,
      });
      return answered(
        api.GET('/v1/restores/{id}/objects', { params: { ...at(of).params, query: { ...query, ...page } } }),
      );
    }),
  nameOf: ({ kind: what, namespace, name }) => [what, namespace, name].filter(Boolean).join('/'),
  columns: [
    { title: 'KIND', of: ({ kind: what, group }) => (group ? `${what}.${group}` : what) },
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'NAME', of: ({ name }) => name },
    { title: 'OUTCOME', of: ({ outcome }) => outcome },
    {
      title: 'FIELDS',
      wide: true,
      of: ({ fields }) => fields?.map(({ field, action }) => `${field} ${action}`).join(', '),
    },
    { title: 'WHY', of: ({ why, reason }) => why ?? reason },
  ],
});

export const resourceCounts = kind<Schemas['ResourceCount']>({
  singular: 'resource-count',
  plural: 'resource-counts',
  short: ['counts'],
  of: 'operation',
  filters: [],
  list: async function* ({ api, of }) {
    const counted = of.startsWith('rs-')
      ? api.GET('/v1/restores/{id}/resources', at(of))
      : api.GET('/v1/backups/{id}/resources', at(of));
    yield* (await answered(counted)).items;
  },
  nameOf: ({ kind: what, group, namespace }) =>
    [group ? `${what}.${group}` : what, namespace].filter(Boolean).join('/'),
  columns: [
    { title: 'KIND', of: ({ kind: what, group }) => (group ? `${what}.${group}` : what) },
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'COUNT', of: ({ count }) => count },
  ],
});
