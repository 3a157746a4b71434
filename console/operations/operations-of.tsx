import { answered, type paths } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { ListPage } from '../parts/list-page.tsx';
import type { Page } from '../parts/look-on.ts';
import { backups, restores } from '../words/operations.ts';
import { COLUMNS, type Summary } from './columns.tsx';

type Query = NonNullable<paths['/v1/backups']['get']['parameters']['query']>;

interface OperationsOfProps {
  list: '/v1/backups' | '/v1/restores';
  filters: Query;
}

const { name, phase, namespaces, volumes, bytes, started, duration } = COLUMNS;

/** The backups or restores of one thing, on its own page. */
export function OperationsOf({ list, filters }: OperationsOfProps) {
  const api = useApi();
  const { title, description } = list === '/v1/backups' ? backups : restores;
  return (
    <ListPage<Summary>
      title={title}
      description={description}
      variant="container"
      headingTag="h2"
      columns={[name, phase, namespaces, volumes, bytes, started, duration]}
      listKey={[list.replace('/v1/', ''), 'of', filters]}
      idOf={({ id }) => id}
      everyMs={EVERY.list}
      load={async (cursor, signal): Promise<Page<Summary>> => {
        const query = { ...filters, ...(cursor === undefined ? {} : { cursor }) };
        return await answered(api.GET(list, { params: { query }, signal }));
      }}
    />
  );
}
