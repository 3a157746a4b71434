import { useNavigate } from 'react-router';
import { EVERY } from '../api/polling.ts';
import { OperationActions } from '../operations/actions.tsx';
import { COLUMNS, type Summary } from '../operations/columns.tsx';
import { OperationFilters } from '../operations/filters.tsx';
import { useOperationList } from '../operations/use-operation-list.ts';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { useTray } from '../parts/tray.ts';
import { backups } from '../words/operations.ts';

const { name, phase, namespaces, cluster, location, schedule, volumes, bytes, started, duration, labels } = COLUMNS;
const idOf = ({ id }: Summary) => id;

export function Backups() {
  const navigate = useNavigate();
  const list = useOperationList('/v1/backups');
  const tray = useTray<Summary>(idOf);
  const create = (
    <GatedButton scope="operate" variant="primary" onClick={() => void navigate('/backups/new')}>
      {backups.create}
    </GatedButton>
  );
  return (
    <ListPage<Summary>
      {...list}
      title={backups.title}
      description={backups.description}
      columns={[name, phase, namespaces, cluster, location, schedule, volumes, bytes, started, duration, labels]}
      idOf={idOf}
      everyMs={EVERY.list}
      filters={<OperationFilters clear={list.clearFilters} />}
      tray={tray}
      actions={
        <>
          <OperationActions kind="backup" chosen={tray.items} onDone={tray.clear} />
          {create}
        </>
      }
      firstAction={create}
    />
  );
}
