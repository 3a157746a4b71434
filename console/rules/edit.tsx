import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { Waiting } from '../parts/waiting.tsx';
import { words } from '../words/rules.ts';
import { draftOf, newAction, requestOf } from './draft.ts';
import { RuleForm } from './form.tsx';

/** The form of a rule, new or there already. */
export function EditRule() {
  const { name } = useParams();
  return name === undefined ? <NewRule /> : <StoredRule key={name} name={name} />;
}

function NewRule() {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const [first] = useState(() => ({ name: '', description: '', actions: [newAction()] }));
  return (
    <RuleForm
      title={words.createTitle}
      does={words.create}
      first={first}
      done={words.created}
      send={async (draft) => {
        const body = requestOf(draft);
        const params = { header: { 'Idempotency-Key': keyOf(body) } };
        await answered(api.POST('/v1/rules', { params, body }));
      }}
      // To where it can be tried out.
      onSaved={(name) => void navigate(`/rules/${name}`)}
      onLeave={() => void navigate('/rules')}
    />
  );
}

function StoredRule({ name }: { name: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const load = () => answered(api.GET('/v1/rules/{name}', { params: { path: { name } } }));
  const stored = usePolled({ key: ['rules', 'one', name], load });
  const { data, error, refetch } = stored;
  // A form begins from what is there now, not from what was there when somebody last looked.
  const isOld = stored.isFetching && !stored.isFetchedAfterMount;
  if (!data || isOld) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  const leave = () => void navigate('/rules');
  return (
    <RuleForm
      title={words.editTitle(name)}
      first={draftOf(data)}
      stored={data}
      load={load}
      done={words.saved}
      send={async (draft, generation) => {
        const { name: _, ...body } = requestOf(draft);
        const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
        await answered(api.PUT('/v1/rules/{name}', { params, body }));
      }}
      onSaved={leave}
      onLeave={leave}
    />
  );
}
