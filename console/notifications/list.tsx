import Alert from '@cloudscape-design/components/alert';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi, useDenied } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { Ago } from '../parts/time.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { EVENTS, words } from '../words/notifications.ts';
import type { Receiver } from './draft.ts';
import { EditNotification, NewNotification } from './form.tsx';
import { Health } from './health.tsx';
import { RowActions } from './row-actions.tsx';

/** The receivers, or the form of one: `?edit=<name>`, and `?new=true`. */
export function Notifications() {
  const denied = useDenied('admin');
  const { read, change } = useAddress();
  const edited = read('edit');
  const end = () => change({ edit: undefined, new: undefined });
  if (denied) {
    return (
      <Alert type="info" header={words.adminOnly}>
        {denied}
      </Alert>
    );
  }
  if (read('new') !== undefined) return <NewNotification onEnd={end} />;
  if (edited !== undefined) return <Edited name={edited} onEnd={end} />;
  return <Receivers onNew={() => change({ new: 'true' })} onEdit={(name) => change({ edit: name })} />;
}

function Edited({ name, onEnd }: { name: string; onEnd: () => void }) {
  const api = useApi();
  const load = () => answered(api.GET('/v1/notifications/{name}', { params: { path: { name } } }));
  const stored = usePolled({ key: ['notifications', 'one', name], load });
  const { data, error, refetch, isFetching, isFetchedAfterMount } = stored;
  // A form begins from what is there now, not from what was there when somebody last looked.
  if (!data || (isFetching && !isFetchedAfterMount)) {
    return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  }
  return <EditNotification first={data} load={load} onEnd={onEnd} />;
}

function Receivers({ onNew, onEdit }: { onNew: () => void; onEdit: (name: string) => void }) {
  const api = useApi();
  const create = (
    <GatedButton scope="admin" variant="primary" onClick={onNew}>
      {words.create}
    </GatedButton>
  );
  return (
    <ListPage<Receiver>
      title={words.title}
      description={words.description}
      columns={[
        { id: 'name', header: words.name, cell: ({ name }) => name, isRowHeader: true, minWidth: 110 },
        { id: 'kind', header: words.kind, cell: ({ kind }) => words.kinds[kind] },
        { id: 'address', header: words.address, cell: ({ url, topicArn }) => url ?? topicArn, minWidth: 200 },
        {
          id: 'events',
          header: words.events,
          cell: ({ events }) => (
            <span title={events.map((event) => EVENTS[event].text).join('\n')}>{events.length}</span>
          ),
        },
        { id: 'health', header: words.health, cell: (receiver) => <Health receiver={receiver} />, minWidth: 200 },
        {
          id: 'delivered',
          header: words.delivered,
          cell: ({ lastDeliveredAt }) => (lastDeliveredAt ? <Ago at={lastDeliveredAt} /> : words.never),
        },
        {
          id: 'actions',
          header: words.actions,
          minWidth: 280,
          cell: (receiver) => <RowActions receiver={receiver} onEdit={() => onEdit(receiver.name)} />,
        },
      ]}
      listKey={['notifications', 'list']}
      load={(cursor, signal) =>
        answered(api.GET('/v1/notifications', { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={create}
      firstAction={create}
    />
  );
}
