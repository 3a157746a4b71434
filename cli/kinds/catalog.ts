import { answered, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { ageOf, inTime } from '../output/units.ts';
import { kind } from './kind.ts';
import { AGE, NAME, named, nameOf, ofRemoved, REMOVABLE } from './named.ts';

export const policies = kind<Schemas['Policy']>({
  singular: 'policy',
  plural: 'policies',
  short: ['pol'],
  filters: REMOVABLE,
  list: ({ api, filters }) =>
    pages(filters.limit, (page) =>
      answered(api.GET('/v1/policies', { params: { query: { ...ofRemoved(filters), ...page } } })),
    ),
  read: (api, name, asked) => answered(api.GET('/v1/policies/{name}', named(name, asked))),
  nameOf,
  columns: [
    NAME,
    { title: 'ENTRIES', of: ({ entries }) => entries.map(entryOf).join('; ') },
    { title: 'TIME ZONE', of: ({ timeZone }) => timeZone },
    AGE,
    { title: 'OVERLAP', wide: true, of: ({ overlap }) => overlap },
    { title: 'MISSED', wide: true, of: ({ missed }) => missed },
  ],
});

/** As `policy create --entry` takes it. */
export function entryOf(entry: Schemas['Policy']['entries'][number]): string {
  return `${entry.id}: ${whenOf(entry)}, keep ${entry.keep}`;
}

function whenOf(entry: Schemas['Policy']['entries'][number]): string {
  if (entry.kind === 'interval') return `every ${entry.every}`;
  if (entry.kind === 'weekly') return `weekly ${entry.days.join(',')} at ${entry.at}`;
  if (entry.kind === 'monthly') return `monthly ${entry.day} at ${entry.at}`;
  return `${entry.kind} at ${entry.at}`;
}

export const schedules = kind<Schemas['Schedule']>({
  singular: 'schedule',
  plural: 'schedules',
  short: ['sched'],
  filters: [],
  list: ({ api, filters }) =>
    pages(filters.limit, (query) => answered(api.GET('/v1/schedules', { params: { query } }))),
  read: (api, name) => answered(api.GET('/v1/schedules/{name}', { params: { path: { name } } })),
  nameOf,
  columns: [
    NAME,
    { title: 'POLICY', of: ({ policy }) => policy },
    { title: 'CLUSTER', of: ({ backup }) => backup.cluster },
    { title: 'STATE', of: stateOf },
    { title: 'NEXT', of: ({ nextRuns }, now) => inTime(nextRuns[0], now) },
    { title: 'NEWEST GOOD', of: ({ newestGoodAt }, now) => ageOf(newestGoodAt, now) },
    AGE,
    { title: 'LOCATION', wide: true, of: ({ backup }) => backup.locations.join(',') },
    { title: 'NAMESPACES', wide: true, of: ({ backup }) => backup.selection.namespaces.join(',') },
    { title: 'RUNNING', wide: true, of: ({ running }) => running },
    { title: 'WARNINGS', wide: true, of: ({ warnings }) => warnings.length },
  ],
});

function stateOf({ suspended, running, applied }: Schemas['Schedule']): string {
  if (suspended) return 'Suspended';
  return running ? 'Running' : applied ? 'Active' : 'NotApplied';
}

export const rules = kind<Schemas['Rule']>({
  singular: 'rule',
  plural: 'rules',
  short: [],
  filters: REMOVABLE,
  list: ({ api, filters }) =>
    pages(filters.limit, (page) =>
      answered(api.GET('/v1/rules', { params: { query: { ...ofRemoved(filters), ...page } } })),
    ),
  read: (api, name, asked) => answered(api.GET('/v1/rules/{name}', named(name, asked))),
  nameOf,
  columns: [
    NAME,
    { title: 'ACTIONS', of: ({ actions }) => actions.length },
    AGE,
    { title: 'DESCRIPTION', of: ({ description }) => description },
  ],
});

export const notifications = kind<Schemas['Notification']>({
  singular: 'notification',
  plural: 'notifications',
  short: ['notify'],
  filters: [],
  list: ({ api, filters }) =>
    pages(filters.limit, (query) => answered(api.GET('/v1/notifications', { params: { query } }))),
  read: (api, name) => answered(api.GET('/v1/notifications/{name}', { params: { path: { name } } })),
  nameOf,
  columns: [
    NAME,
    { title: 'KIND', of: ({ kind: what }) => what },
    { title: 'STATE', of: ({ failing }) => (failing ? 'Failing' : 'Working') },
    { title: 'DELIVERED', of: ({ lastDeliveredAt }, now) => ageOf(lastDeliveredAt, now) },
    { title: 'EVENTS', of: ({ events }) => events.length },
    AGE,
    { title: 'TO', wide: true, of: ({ url, topicArn }) => url ?? topicArn },
    { title: 'REASON', wide: true, of: ({ failing }) => failing?.reason },
  ],
});
