import { EVERY } from '../api/polling.ts';
import { ListPage } from '../parts/list-page.tsx';
import { words } from '../words/operations.ts';
import { COLUMNS, type Summary } from './columns.tsx';
import { OperationFilters } from './filters.tsx';
import { useOperationList } from './use-operation-list.ts';

const { name, kind, phase, cluster, location, started, duration } = COLUMNS;

export function Operations() {
  const list = useOperationList('/v1/operations');
  return (
    <ListPage<Summary>
      {...list}
      title={words.title}
      description={words.description}
      columns={[name, kind, phase, cluster, location, started, duration]}
      idOf={({ id }) => id}
      everyMs={EVERY.list}
      filters={<OperationFilters clear={list.clearFilters} withKind />}
    />
  );
}
