import { answered, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { ageOf, inTime } from '../output/units.ts';
import { given, kind } from './kind.ts';
import { AGE, NAME, named, nameOf, ofRemoved, REMOVABLE } from './named.ts';

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
  filters: ['deleted', 'validFor', 'invalid'],
  list: ({ api, filters }) =>
    pages(filters.limit, (page) => {
      const query = {
        ...ofRemoved(filters),
        ...given({ validFor: filters.validFor, include: filters.invalid ? ('invalid' as const) : undefined }),
        ...page,
      };
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
