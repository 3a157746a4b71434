import { answered, type Schemas } from '../../../client/client.ts';
import { EVERY } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Time } from '../../parts/time.tsx';
import { isOpen } from '../../words/phases.ts';
import { commands as words } from '../../words/review.ts';
import { duration } from '../../words/times.ts';

type ActionRun = Schemas['ActionRun'];

export function CommandsTab({ operation }: { operation: Schemas['Operation'] }) {
  const api = useApi();
  const { id } = operation;
  return (
    <ListPage<ActionRun>
      title={words.title}
      description={words.description}
      variant="container"
      headingTag="h2"
      listKey={['operation', id, 'actions']}
      idOf={(run) => run.id}
      {...(isOpen(operation) ? { everyMs: EVERY.details } : {})}
      load={(cursor, signal) => {
        const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
        return answered(api.GET('/v1/backups/{id}/actions', { params, signal }));
      }}
      columns={[
        {
          id: 'does',
          header: words.does,
          cell: ({ does, action }) => `${words.doing[does]} ${action + 1}`,
          isRowHeader: true,
        },
        {
          id: 'where',
          header: words.where,
          cell: ({ namespace, pod, container }) => `${namespace}/${pod} · ${container}`,
        },
        {
          id: 'outcome',
          header: words.outcome,
          cell: ({ outcome, phase, message }) => [outcome ?? phase, message].filter(Boolean).join(': '),
        },
        { id: 'started', header: words.started, cell: ({ startedAt }) => <Time at={startedAt} beside={false} /> },
        {
          id: 'seconds',
          header: words.seconds,
          cell: ({ startedAt, endedAt }) =>
            startedAt && endedAt ? duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000) : '–',
        },
        { id: 'output', header: words.output, cell: ({ output }) => (output ? <pre>{output}</pre> : '–') },
      ]}
    />
  );
}
