import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { COLUMNS, type Summary } from '../operations/columns.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { words } from '../words/schedules.ts';

const { name, phase, namespaces, volumes, bytes, started, duration } = COLUMNS;
const entries = {
  id: 'entries',
  header: 'Entries',
  cell: ({ slot }: Summary) => slot?.entries.join(', ') ?? '–',
};

/** What a schedule has made, newest first. */
export function BackupsOf({ schedule }: { schedule: string }) {
  const api = useApi();
  return (
    <ListPage<Summary>
      title={words.backups}
      description={words.backupsWhy}
      variant="container"
      headingTag="h2"
      columns={[name, phase, entries, namespaces, volumes, bytes, started, duration]}
      listKey={['backups', 'of', schedule]}
      load={(cursor, signal) => {
        const query = { schedule, ...(cursor ? { cursor } : {}) };
        return answered(api.GET('/v1/backups', { params: { query }, signal }));
      }}
      idOf={({ id }) => id}
      everyMs={EVERY.list}
    />
  );
}
