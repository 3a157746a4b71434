import type { TableProps } from '@cloudscape-design/components/table';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { To } from '../parts/to.tsx';
import { UsedBy } from '../policies/used-by.tsx';
import { useSchedules } from '../schedules/use-schedules.ts';
import { words } from '../words/rules.ts';
import { selectorText } from '../words/selections.ts';
import type { Rule } from './draft.ts';
import { usersOf } from './users.ts';

const COLUMNS: readonly TableProps.ColumnDefinition<Rule>[] = [
  {
    id: 'name',
    header: words.name,
    cell: ({ name }) => <To to={`/rules/${name}`}>{name}</To>,
    isRowHeader: true,
    minWidth: 120,
  },
  { id: 'about', header: words.about, cell: ({ description }) => description ?? '–', minWidth: 160 },
  {
    id: 'pods',
    header: words.selector,
    minWidth: 200,
    maxWidth: 300,
    cell: ({ actions }) => (
      <span className="lines">{actions.map(({ podSelector }) => selectorText(podSelector)).join('\n')}</span>
    ),
  },
  {
    id: 'command',
    header: words.command,
    minWidth: 240,
    maxWidth: 260,
    cell: ({ actions }) => (
      <code className="lines cut" title={actions.map(({ command }) => command).join('\n')}>
        {actions.map(({ command }) => command.split('\n')[0]).join('\n')}
      </code>
    ),
  },
  { id: 'timeout', header: words.timeout, cell: ({ actions }) => actions.map(({ timeout }) => timeout).join(', ') },
];

export function Rules() {
  const api = useApi();
  const navigate = useNavigate();
  const schedules = useSchedules();
  const create = (
    <GatedButton scope="admin" variant="primary" onClick={() => void navigate('/rules/new')}>
      {words.create}
    </GatedButton>
  );
  return (
    <ListPage<Rule>
      title={words.title}
      description={words.description}
      columns={[
        ...COLUMNS,
        { id: 'users', header: words.usedBy, cell: ({ name }) => <UsedBy schedules={usersOf(schedules, name)} /> },
      ]}
      listKey={['rules', 'list']}
      load={(cursor, signal) => answered(api.GET('/v1/rules', { params: { query: cursor ? { cursor } : {} }, signal }))}
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={create}
      firstAction={create}
    />
  );
}
