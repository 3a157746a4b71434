import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { COLUMNS, type Summary } from '../operations/columns.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { words } from '../words/overview.ts';

const { name, kind, phase } = COLUMNS;

export function RunningNow() {
  const api = useApi();
  return (
    <ListPage<Summary>
      title={words.running}
      none={words.nothingRuns}
      description={words.runningHint}
      variant="container"
      headingTag="h2"
      columns={[name, kind, phase]}
      listKey={['operations', 'open']}
      idOf={({ id }) => id}
      everyMs={EVERY.details}
      load={(_, signal) => {
        const query = { open: 'true' as const, limit: 20 };
        return answered(api.GET('/v1/operations', { params: { query }, signal }));
      }}
    />
  );
}
