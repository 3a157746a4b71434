import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Labels } from '../parts/labels.tsx';
import { PhaseOf } from '../parts/phase.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { bytes } from '../words/bytes.ts';
import { words } from '../words/operations.ts';
import { KINDS } from '../words/phases.ts';
import { duration } from '../words/times.ts';
import { progressText } from './progress-text.ts';

export type Summary = Schemas['OperationSummary'];
type Column = TableProps.ColumnDefinition<Summary>;

/** Where an operation is reviewed. */
export function addressOf({ kind, id }: Pick<Summary, 'kind' | 'id'>): string {
  return `/${kind === 'backup' ? 'backups' : kind === 'restore' ? 'restores' : 'operations'}/${id}`;
}

export const COLUMNS = {
  name: {
    id: 'name',
    header: words.name,
    cell: (operation) => <To to={addressOf(operation)}>{operation.name}</To>,
    isRowHeader: true,
    minWidth: 160,
  },
  kind: { id: 'kind', header: words.kind, cell: ({ kind }) => KINDS[kind] },
  phase: {
    id: 'phase',
    header: words.phase,
    cell: (operation) => (
      <>
        <PhaseOf phase={operation.phase} stage={operation.stage} />
        <span className="quiet"> {progressText(operation)}</span>
      </>
    ),
    minWidth: 150,
  },
  namespaces: { id: 'namespaces', header: words.namespaces, cell: ({ namespaces }) => namesOf(namespaces) },
  cluster: {
    id: 'cluster',
    header: words.cluster,
    cell: ({ cluster }) => <To to={`/clusters/${cluster}`}>{cluster}</To>,
  },
  location: {
    id: 'location',
    header: words.location,
    cell: ({ location }) => (location ? <To to={`/locations/${location}`}>{location}</To> : '–'),
  },
  schedule: {
    id: 'schedule',
    header: words.schedule,
    cell: ({ slot }) => (slot ? <To to={`/schedules/${slot.schedule}`}>{slot.schedule}</To> : '–'),
  },
  volumes: { id: 'volumes', header: words.volumes, cell: ({ volumes }) => volumes ?? '–' },
  bytes: { id: 'bytes', header: words.size, cell: (operation) => bytes(operation.bytes) },
  started: {
    id: 'started',
    header: words.started,
    cell: ({ startedAt, createdAt }) => <Ago at={startedAt ?? createdAt} />,
  },
  duration: {
    id: 'duration',
    header: words.duration,
    cell: ({ durationSeconds }) => (durationSeconds === undefined ? '–' : duration(durationSeconds)),
  },
  labels: { id: 'labels', header: words.labels, cell: ({ labels }) => <Labels labels={labels} list="/backups" /> },
} satisfies Record<string, Column>;

const SHOWN = 2;

/** The first two, and how many more. */
function namesOf(namespaces: Summary['namespaces']): string {
  if (!namespaces) return '–';
  const more = namespaces.count - SHOWN;
  return namespaces.names.slice(0, SHOWN).join(', ') + (more > 0 ? ` + ${more}` : '');
}
