import { useNavigate } from 'react-router';
import { EVERY } from '../api/polling.ts';
import { COLUMNS, type Summary } from '../operations/columns.tsx';
import { OperationFilters } from '../operations/filters.tsx';
import { useOperationList } from '../operations/use-operation-list.ts';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { To } from '../parts/to.tsx';
import { restores, words } from '../words/operations.ts';

const { name, phase, namespaces, cluster, volumes, bytes, started, duration } = COLUMNS;
const backup = {
  id: 'backup',
  header: 'Backup',
  cell: ({ backup: id }: Summary) => (id ? <To to={`/backups/${id}`}>{id.slice(0, 10)}…</To> : words.none),
};

export function Restores() {
  const navigate = useNavigate();
  const list = useOperationList('/v1/restores');
  const create = (
    <GatedButton scope="operate" variant="primary" onClick={() => void navigate('/restores/new')}>
      {restores.create}
    </GatedButton>
  );
  return (
    <ListPage<Summary>
      {...list}
      title={restores.title}
      description={restores.description}
      columns={[name, phase, namespaces, cluster, backup, volumes, bytes, started, duration]}
      idOf={({ id }) => id}
      everyMs={EVERY.list}
      filters={<OperationFilters clear={list.clearFilters} />}
      actions={create}
      firstAction={create}
    />
  );
}
