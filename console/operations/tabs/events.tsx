import { answered, type Schemas } from '../../../client/client.ts';
import { EVERY } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Time } from '../../parts/time.tsx';
import { isOpen } from '../../words/phases.ts';
import { events as words } from '../../words/review.ts';

type Event = Schemas['Event'];

export function EventsTab({ operation }: { operation: Schemas['Operation'] }) {
  const api = useApi();
  const { id } = operation;
  return (
    <ListPage<Event>
      title={words.title}
      description={words.description}
      variant="container"
      headingTag="h2"
      listKey={['operation', id, 'events']}
      idOf={({ at, type, message }) => `${at} ${type} ${message}`}
      {...(isOpen(operation) ? { everyMs: EVERY.details } : {})}
      load={(cursor, signal) => {
        const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
        return answered(api.GET('/v1/operations/{id}/events', { params, signal }));
      }}
      columns={[
        { id: 'at', header: words.at, cell: ({ at }) => <Time at={at} beside={false} />, minWidth: 180 },
        { id: 'type', header: words.type, cell: ({ type }) => type, isRowHeader: true },
        { id: 'message', header: words.message, cell: ({ message }) => message },
      ]}
    />
  );
}
