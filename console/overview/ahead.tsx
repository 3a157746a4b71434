import { answered, type Schemas } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/overview.ts';

type Run = Schemas['RunsAhead']['items'][number];

export function Ahead() {
  const api = useApi();
  return (
    <ListPage<Run>
      title={words.ahead}
      none={words.nothingAhead}
      description={words.aheadHint}
      variant="container"
      headingTag="h2"
      listKey={['schedules', 'ahead']}
      idOf={({ schedule, at }) => `${schedule} ${at}`}
      everyMs={EVERY.rarely}
      load={(_, signal) => answered(api.GET('/v1/schedules/next-runs', { params: { query: { limit: 10 } }, signal }))}
      columns={[
        { id: 'at', header: words.time, cell: ({ at }) => <Time at={at} />, isRowHeader: true },
        {
          id: 'schedule',
          header: words.schedule,
          cell: ({ schedule }) => <To to={`/schedules/${schedule}`}>{schedule}</To>,
        },
        { id: 'cluster', header: words.cluster, cell: ({ cluster }) => <To to={`/clusters/${cluster}`}>{cluster}</To> },
      ]}
    />
  );
}
