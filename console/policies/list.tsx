import type { TableProps } from '@cloudscape-design/components/table';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { To } from '../parts/to.tsx';
import { useSchedules } from '../schedules/use-schedules.ts';
import { MISSES, OVERLAPS, sentenceOf, words } from '../words/policies.ts';
import type { Policy } from './draft.ts';
import { UsedBy } from './used-by.tsx';

const COLUMNS: readonly TableProps.ColumnDefinition<Policy>[] = [
  {
    id: 'name',
    header: words.name,
    cell: ({ name }) => <To to={`/policies/${name}`}>{name}</To>,
    isRowHeader: true,
    minWidth: 120,
  },
  {
    id: 'entries',
    header: words.entries,
    minWidth: 220,
    cell: ({ entries }) => entries.map((entry) => <div key={entry.id}>{sentenceOf(entry)}</div>),
  },
  { id: 'zone', header: words.zone, cell: ({ timeZone }) => timeZone },
  { id: 'overlap', header: words.overlap, cell: ({ overlap }) => OVERLAPS[overlap], minWidth: 140 },
  { id: 'missed', header: words.missed, cell: ({ missed }) => MISSES[missed], minWidth: 140 },
];

export function Policies() {
  const api = useApi();
  const navigate = useNavigate();
  const schedules = useSchedules();
  const create = (
    <GatedButton scope="operate" variant="primary" onClick={() => void navigate('/policies/new')}>
      {words.create}
    </GatedButton>
  );
  return (
    <ListPage<Policy>
      title={words.title}
      description={words.description}
      columns={[
        ...COLUMNS,
        {
          id: 'schedules',
          header: words.schedules,
          cell: ({ name }) => <UsedBy schedules={schedules.filter(({ policy }) => policy === name)} />,
        },
      ]}
      listKey={['policies', 'list']}
      load={(cursor, signal) =>
        answered(api.GET('/v1/policies', { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={create}
      firstAction={create}
    />
  );
}
