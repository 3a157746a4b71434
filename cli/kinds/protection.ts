import { answered, type Schemas } from '../../client/client.ts';
import { ageOf } from '../output/units.ts';
import { given, kind } from './kind.ts';
import { browse } from './of-cluster.ts';

/** Each namespace with its newest good backup, and whether that will do. */
export const protection = kind<Schemas['Protection']['items'][number]>({
  singular: 'protected-namespace',
  plural: 'protection',
  short: ['prot'],
  of: 'cluster',
  filters: ['cluster', 'state', 'search'],
  list: (asked) =>
    browse(
      asked,
      (page) => {
        const { search, state } = asked.filters;
        const query = { ...page, ...given({ search, state }), cluster: asked.of };
        return answered(asked.api.GET('/v1/protection', { params: { query } }));
      },
      200,
    ),
  nameOf: ({ namespace }) => namespace,
  columns: [
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'STATE', of: ({ state }) => state },
    { title: 'NEWEST GOOD', of: ({ newest }, now) => ageOf(newest?.startedAt, now) },
    { title: 'BACKUP', of: ({ newest }) => newest?.id },
    { title: 'LOCATION', of: ({ newest }) => (newest?.onClusterOnly ? 'on the cluster only' : newest?.location) },
    {
      title: 'SCHEDULES',
      of: ({ schedules }) =>
        schedules.map(({ name, suspended }) => (suspended ? `${name} (suspended)` : name)).join(','),
    },
    { title: 'STALE AT', wide: true, of: ({ staleAt }) => staleAt },
  ],
});
