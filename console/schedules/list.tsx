import type { TableProps } from '@cloudscape-design/components/table';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/schedules.ts';
import { linesOf } from '../words/selections.ts';
import { LastRun, useLastRuns } from './last-runs.tsx';
import { ScheduleState } from './state.tsx';
import type { Schedule } from './use-schedules.ts';

type Column = TableProps.ColumnDefinition<Schedule>;

const BEFORE: readonly Column[] = [
  {
    id: 'name',
    header: words.name,
    cell: ({ name }) => <To to={`/schedules/${name}`}>{name}</To>,
    isRowHeader: true,
    minWidth: 120,
  },
  { id: 'state', header: words.state, cell: (schedule) => <ScheduleState schedule={schedule} />, minWidth: 160 },
  { id: 'policy', header: words.policy, cell: ({ policy }) => <To to={`/policies/${policy}`}>{policy}</To> },
  {
    id: 'cluster',
    header: words.cluster,
    cell: ({ backup: { cluster } }) => <To to={`/clusters/${cluster}`}>{cluster}</To>,
  },
  {
    id: 'selection',
    header: words.selection,
    minWidth: 150,
    cell: ({ backup }) => linesOf(backup.selection).map((line) => <div key={line}>{line}</div>),
  },
  {
    id: 'location',
    header: words.location,
    cell: ({ backup: { locations } }) =>
      locations.map((name) => (
        <To key={name} to={`/locations/${name}`}>
          {name}
        </To>
      )),
  },
  { id: 'next', header: words.next, cell: ({ nextRuns }) => <Ago at={nextRuns[0]} /> },
];

const NEWEST: Column = {
  id: 'newest',
  header: words.newestGood,
  cell: ({ newestGoodAt }) => (newestGoodAt ? <Ago at={newestGoodAt} /> : words.noGood),
};

export function Schedules() {
  const api = useApi();
  const navigate = useNavigate();
  const { newest, isWhole } = useLastRuns();
  // A schedule is made where a backup is: it is one that has a policy.
  const create = (
    <GatedButton scope="operate" variant="primary" onClick={() => void navigate('/backups/new?schedule=true')}>
      {words.create}
    </GatedButton>
  );
  const last: Column = {
    id: 'last',
    header: words.last,
    minWidth: 150,
    cell: ({ name }) => <LastRun run={newest.get(name)} isWhole={isWhole} />,
  };
  return (
    <ListPage<Schedule>
      title={words.title}
      description={words.description}
      columns={[...BEFORE, last, NEWEST]}
      listKey={['schedules', 'list']}
      load={(cursor, signal) =>
        answered(api.GET('/v1/schedules', { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={create}
      firstAction={create}
    />
  );
}
