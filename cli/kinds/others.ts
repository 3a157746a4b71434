import { answered, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { inTime } from '../output/units.ts';
import { given, kind } from './kind.ts';

export const audit = kind<Schemas['AuditRecord']>({
  singular: 'audit-record',
  plural: 'audit',
  short: ['audit-records'],
  filters: ['subject', 'target', 'from', 'to'],
  list: ({ api, filters: { limit, subject, target, from, to } }) =>
    pages(limit, (page) =>
      answered(api.GET('/v1/audit', { params: { query: { ...given({ subject, target, from, to }), ...page } } })),
    ),
  nameOf: ({ requestId }) => requestId,
  columns: [
    { title: 'AT', of: ({ at }) => at },
    { title: 'SUBJECT', of: ({ subject }) => subject },
    { title: 'ROUTE', of: ({ route }) => route },
    { title: 'TARGET', of: ({ target }) => target },
    { title: 'STATUS', of: ({ status }) => status },
    { title: 'CODE', of: ({ code }) => code },
    { title: 'FROM', wide: true, of: ({ sourceIp }) => sourceIp },
    { title: 'REQUEST', wide: true, of: ({ requestId }) => requestId },
  ],
});

type NextRun = Schemas['NextRuns']['items'][number];

export const nextRuns = kind<NextRun>({
  singular: 'next-run',
  plural: 'next-runs',
  short: ['runs'],
  of: 'policy',
  filters: ['schedule', 'from'],
  list: async function* ({ api, filters: { limit, schedule, from }, of, note }) {
    const query = given({ count: limit, schedule, after: from });
    const found = await answered(api.GET('/v1/policies/{name}/next-runs', { params: { path: { name: of }, query } }));
    for (const { entry, local } of found.skipped) note(`${entry} does not run at ${local}: daylight saving skips it`);
    for (const warning of found.warnings) note(warning);
    yield* found.items;
  },
  nameOf: ({ at }) => at,
  columns: [
    { title: 'AT', of: ({ at }) => at },
    { title: 'LOCAL', of: ({ local }) => local },
    { title: 'ENTRIES', of: ({ entries }) => entries.join(',') },
    { title: 'DELETES', of: ({ deletes }) => deletes.join(',') },
  ],
});

type RunAhead = Schemas['RunsAhead']['items'][number];

/** Of all schedules, in the order of their times. */
export const runsAhead = kind<RunAhead>({
  singular: 'run-ahead',
  plural: 'runs-ahead',
  short: ['ahead'],
  filters: ['within', 'cluster'],
  list: ({ api, filters: { limit, within, cluster }, note }) =>
    pages(limit, async (page) => {
      const query = { ...given({ within, cluster }), ...page };
      const found = await answered(api.GET('/v1/schedules/next-runs', { params: { query } }));
      for (const { schedule, local } of found.skipped)
        note(`${schedule} does not run at ${local}: daylight saving skips it`);
      return found;
    }),
  nameOf: ({ schedule, at }) => `${schedule}/${at}`,
  columns: [
    { title: 'AT', of: ({ at }) => at },
    { title: 'IN', of: ({ at }, now) => inTime(at, now) },
    { title: 'SCHEDULE', of: ({ schedule, suspended }) => (suspended ? `${schedule} (suspended)` : schedule) },
    { title: 'CLUSTER', of: ({ cluster }) => cluster },
    { title: 'POLICY', of: ({ policy }) => policy },
    { title: 'ENTRIES', of: ({ entries }) => entries.join(',') },
    { title: 'LOCAL', wide: true, of: ({ local }) => local },
  ],
});
