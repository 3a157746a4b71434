import { type ApiClient, answered, type paths, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import type { Column } from '../output/columns.ts';
import { ageOf, bytesOf, durationOf } from '../output/units.ts';
import { type FilterName, type Filters, given, kind, oneNamespace } from './kind.ts';

type Summary = Schemas['OperationSummary'];
type Query = NonNullable<paths['/v1/operations']['get']['parameters']['query']>;

const FILTERS: readonly FilterName[] = [
  'cluster',
  'schedule',
  'location',
  'phase',
  'open',
  'namespace',
  'selector',
  'search',
  'from',
  'to',
];

/** What is said in one word beside the phase: what an operator must not overlook. */
export function phaseOf(operation: Summary): string {
  const { phase, legalHold, copyLostAt, damagedAt, lacks, undo, cancelRequestedAt } = operation;
  const open = phase === 'Pending' || phase === 'InProgress';
  return [
    phase,
    ...(legalHold ? ['held'] : []),
    ...(copyLostAt ? ['copy-lost'] : []),
    ...(damagedAt ? ['damaged'] : []),
    ...(lacks ? ['reduced'] : []),
    ...(undo?.doneAt ? ['undone'] : []),
    ...(open && cancelRequestedAt ? ['cancelling'] : []),
  ].join(',');
}

/** How long it took, or has been taking. */
export function tookOf({ startedAt, finishedAt, durationSeconds }: Summary, now: number): string {
  if (durationSeconds !== undefined) return durationOf(durationSeconds);
  return startedAt === undefined || finishedAt !== undefined ? '' : ageOf(startedAt, now);
}

const ID: Column<Summary> = { title: 'ID', of: ({ id }) => id };
const NAME: Column<Summary> = { title: 'NAME', of: ({ name }) => name };
const PHASE: Column<Summary> = { title: 'PHASE', of: phaseOf };
const CLUSTER: Column<Summary> = { title: 'CLUSTER', of: ({ cluster }) => cluster };
const SIZE: Column<Summary> = { title: 'SIZE', of: ({ bytes }) => (bytes > 0 ? bytesOf(bytes) : '') };
const AGE: Column<Summary> = { title: 'AGE', of: ({ createdAt }, now) => ageOf(createdAt, now) };
const MORE: readonly Column<Summary>[] = [
  { title: 'TOOK', wide: true, of: tookOf },
  { title: 'STAGE', wide: true, of: ({ stage }) => stage },
  { title: 'BY', wide: true, of: ({ createdBy }) => createdBy },
  { title: 'ERROR', wide: true, of: ({ error }) => error?.code },
];

export const backups = kind<Summary>({
  singular: 'backup',
  plural: 'backups',
  short: ['bk'],
  filters: FILTERS,
  list: ({ api, filters }) =>
    pages(filters.limit, (page) =>
      answered(api.GET('/v1/backups', { params: { query: { ...queryOf(filters), ...page } } })),
    ),
  read: (api, id) => answered(api.GET('/v1/backups/{id}', at(id))),
  nameOf: ({ id }) => id,
  columns: [
    ID,
    NAME,
    PHASE,
    CLUSTER,
    { title: 'LOCATION', of: ({ location }) => location },
    { title: 'SCHEDULE', wide: true, of: ({ slot }) => slot?.schedule },
    { title: 'VOLUMES', of: ({ holds }) => holds?.volumes },
    SIZE,
    AGE,
    ...MORE,
  ],
});

export const restores = kind<Summary>({
  singular: 'restore',
  plural: 'restores',
  short: ['rs'],
  filters: FILTERS,
  list: ({ api, filters }) =>
    pages(filters.limit, (page) =>
      answered(api.GET('/v1/restores', { params: { query: { ...queryOf(filters), ...page } } })),
    ),
  read: (api, id) => answered(api.GET('/v1/restores/{id}', at(id))),
  nameOf: ({ id }) => id,
  columns: [ID, NAME, PHASE, CLUSTER, { title: 'BACKUP', wide: true, of: ({ backup }) => backup }, SIZE, AGE, ...MORE],
});

export const operations = kind<Summary>({
  singular: 'operation',
  plural: 'operations',
  short: ['op', 'ops'],
  filters: [...FILTERS, 'kind'],
  list: ({ api, filters }) =>
    pages(filters.limit, (page) => {
      const query = { ...queryOf(filters), ...given<Query>({ kind: filters.kind as Query['kind'] }), ...page };
      return answered(api.GET('/v1/operations', { params: { query } }));
    }),
  read: readOperation,
  nameOf: ({ id }) => id,
  columns: [ID, { title: 'KIND', of: ({ kind: what }) => what }, NAME, PHASE, CLUSTER, SIZE, AGE, ...MORE],
});

export async function readOperation(api: ApiClient, id: string): Promise<Schemas['Operation']> {
  return await answered(api.GET('/v1/operations/{id}', at(id)));
}

export function at<Id extends string>(id: Id) {
  return { params: { path: { id } } };
}

function queryOf(filters: Filters): Query {
  const { cluster, schedule, location, phase, open, selector, search, from, to } = filters;
  return given<Query>({
    cluster,
    schedule,
    location,
    phase: phase as Query['phase'],
    open: open ? 'true' : undefined,
    namespace: oneNamespace(filters),
    label: selector,
    search,
    from,
    to,
  });
}
