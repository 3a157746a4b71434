import { answered, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { ageOf, inTime } from '../output/units.ts';
import { type FilterName, type Filters, given, kind } from './kind.ts';

/** How the API names what was removed. */
const ofRemoved = ({ deleted }: Filters) => (deleted ? { deleted: 'true' as const } : {});
const named = (name: string, { deleted }: { deleted: boolean }) => ({
  params: { path: { name }, query: deleted ? { deleted: 'true' as const } : {} },
});
const nameOf = ({ name }: { name: string }) => name;
const NAME = { title: 'NAME', of: nameOf };
const AGE = { title: 'AGE', of: ({ createdAt }: { createdAt: string }, now: number) => ageOf(createdAt, now) };
const REMOVABLE: readonly FilterName[] = ['deleted'];

export const clusters = kind<Schemas['Cluster']>({
  singular: 'cluster',
  plural: 'clusters',
  short: ['cl'],
  filters: REMOVABLE,
  list: ({ api, filters }) =>
    pages(filters.limit, (page) =>
      answered(api.GET('/v1/clusters', { params: { query: { ...ofRemoved(filters), ...page } } })),
    ),
  read: (api, name, asked) => answered(api.GET('/v1/clusters/{name}', named(name, asked))),
  nameOf,
  columns: [
    NAME,
    { title: 'STATE', of: ({ status }) => status.state },
    { title: 'VERSION', of: ({ status }) => status.version },
    { title: 'RESTORES', of: ({ hasRestoreAccess }) => (hasRestoreAccess ? 'yes' : 'no') },
    { title: 'CREDENTIALS', of: ({ status }, now) => endOf(status, now) },
    AGE,
    { title: 'ACCESS', wide: true, of: ({ accessKind }) => accessKind },
    { title: 'SERVER', wide: true, of: ({ server }) => server },
    { title: 'CHECKED', wide: true, of: ({ status }, now) => ageOf(status.validatedAt, now) },
    { title: 'REASON', wide: true, of: ({ status }) => status.reason?.message },
  ],
});

/** Of the credentials; what never ends is nothing to say. */
function endOf(of: { credentialsExpired: boolean; credentialsExpireAt?: string }, now: number): string {
  return of.credentialsExpired ? 'expired' : of.credentialsExpireAt ? `end ${inTime(of.credentialsExpireAt, now)}` : '';
}

export const locations = kind<Schemas['Location']>({
  singular: 'location',
  plural: 'locations',
  short: ['loc'],
  filters: ['deleted', 'validFor'],
  list: ({ api, filters }) =>
    pages(filters.limit, (page) => {
      const query = { ...ofRemoved(filters), ...given({ validFor: filters.validFor }), ...page };
      return answered(api.GET('/v1/locations', { params: { query } }));
    }),
  read: (api, name, asked) => answered(api.GET('/v1/locations/{name}', named(name, asked))),
  nameOf,
  columns: [
    NAME,
    { title: 'STATE', of: ({ state }) => state },
    { title: 'CLUSTERS', of: ({ clusters: looked }) => validOf(looked) },
    { title: 'BUCKET', of: ({ s3 }) => [s3.bucket, s3.prefix].filter(Boolean).join('/') },
    { title: 'KEY KEPT', of: ({ recoveryKeyAcknowledged }) => (recoveryKeyAcknowledged ? 'yes' : 'no') },
    { title: 'FINDINGS', of: ({ findings }) => findings.length },
    AGE,
    { title: 'ENDPOINT', wide: true, of: ({ s3 }) => s3.endpoint },
    { title: 'REGION', wide: true, of: ({ s3 }) => s3.region },
    { title: 'MAINTAINED', wide: true, of: ({ maintenance }, now) => ageOf(maintenance?.at, now) },
    { title: 'CREDENTIALS', wide: true, of: endOf },
  ],
});

function validOf(looked: Schemas['Location']['clusters']): string {
  return `${looked.filter(({ state }) => state === 'Valid').length}/${looked.length} valid`;
}

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
