import Checkbox from '@cloudscape-design/components/checkbox';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { useApi, useDenied } from '../app/session.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { useAction } from '../parts/use-action.ts';
import { words } from '../words/locations.ts';

/** Asks what the maintenance is to do, begins it, and goes where it is followed. */
export function Maintain({ name, onDismiss }: { name: string; onDismiss: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const { running, run } = useAction();
  const denied = useDenied('admin');
  const [full, setFull] = useState(false);
  const [accept, setAccept] = useState(false);
  const maintain = async () => {
    const body = { full, ...(accept ? { acceptRepositories: true } : {}) };
    const params = { path: { name }, header: { 'Idempotency-Key': keyOf(body) } };
    const begun = await run(() => answered(api.POST('/v1/locations/{name}/maintain', { params, body })), {
      taken: words.maintaining,
      done: () => words.maintainBegun,
      changes: ['operations', 'locations'],
    });
    onDismiss();
    if (begun) await navigate(`/operations/${begun.id}`);
  };
  return (
    <Confirm
      header={words.maintainHeader}
      does={words.maintain}
      running={running}
      onConfirm={() => void maintain()}
      onDismiss={onDismiss}
    >
      <div>{words.maintainText}</div>
      <Checkbox checked={full || accept} disabled={accept} onChange={({ detail }) => setFull(detail.checked)}>
        {words.full}
      </Checkbox>
      <Checkbox
        checked={accept}
        disabled={denied !== undefined}
        description={words.acceptAdmin}
        onChange={({ detail }) => setAccept(detail.checked)}
      >
        {words.accept}
      </Checkbox>
    </Confirm>
  );
}
