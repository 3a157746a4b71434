import { useNavigate, useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { Waiting } from '../parts/waiting.tsx';
import { words } from '../words/policies.ts';
import { draftOf, NEW, updateOf } from './draft.ts';
import { PolicyForm } from './form.tsx';

/** The form of a policy, new or there already. */
export function EditPolicy() {
  const { name } = useParams();
  return name === undefined ? <NewPolicy /> : <StoredPolicy key={name} name={name} />;
}

function NewPolicy() {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  return (
    <PolicyForm
      title={words.createTitle}
      does={words.create}
      first={NEW}
      done={words.created}
      send={async (draft) => {
        const body = { name: draft.name.trim(), ...policyOf(updateOf(draft)) };
        const params = { header: { 'Idempotency-Key': keyOf(body) } };
        await answered(api.POST('/v1/policies', { params, body }));
      }}
      onEnd={() => void navigate('/policies')}
    />
  );
}

function policyOf({ timeZone = 'UTC', entries, overlap, missed }: ReturnType<typeof updateOf>) {
  return { timeZone, entries, ...(overlap ? { overlap } : {}), ...(missed ? { missed } : {}) };
}

function StoredPolicy({ name }: { name: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const load = () => answered(api.GET('/v1/policies/{name}', { params: { path: { name } } }));
  const stored = usePolled({ key: ['policies', 'one', name], load });
  const { data, error, refetch } = stored;
  // A form begins from what is there now, not from what was there when somebody last looked.
  const isOld = stored.isFetching && !stored.isFetchedAfterMount;
  if (!data || isOld) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  return (
    <PolicyForm
      title={words.editTitle(name)}
      first={draftOf(data)}
      stored={data}
      load={load}
      done={words.saved}
      send={async (draft, generation) => {
        const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
        await answered(api.PUT('/v1/policies/{name}', { params, body: updateOf(draft) }));
      }}
      onEnd={() => void navigate('/policies')}
    />
  );
}
