import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { useAction } from '../parts/use-action.ts';
import { sentenceOf } from '../words/policies.ts';
import { acts } from '../words/schedules.ts';
import type { Schedule } from './use-schedules.ts';

/** Asks which entry of the policy counts the run, begins it, and goes where it is followed. */
export function RunNow({ schedule: { name, policy }, onDismiss }: { schedule: Schedule; onDismiss: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const { running, run } = useAction();
  const [chosen, setChosen] = useState<string>();
  const { data } = usePolled({
    key: ['policies', 'one', policy],
    load: (signal) => answered(api.GET('/v1/policies/{name}', { params: { path: { name: policy } }, signal })),
  });
  const entries = data?.entries ?? [];
  const entry = chosen ?? entries[0]?.id;
  const begin = async () => {
    const body = entry ? { entry } : {};
    const params = { path: { name }, header: { 'Idempotency-Key': keyOf(body) } };
    const begun = await run(() => answered(api.POST('/v1/schedules/{name}/run', { params, body })), {
      taken: acts.running(name),
      done: () => acts.begun(name),
      changes: ['backups', 'operations', 'schedules'],
    });
    onDismiss();
    if (begun) await navigate(`/backups/${begun.id}`);
  };
  return (
    <Confirm
      header={acts.runHeader(name)}
      does={acts.run}
      running={running}
      onConfirm={() => void begin()}
      onDismiss={onDismiss}
    >
      <div>{acts.runText}</div>
      <FormField label={acts.runEntry}>
        <RadioGroup
          items={entries.map((one) => ({ value: one.id, label: one.id, description: sentenceOf(one) }))}
          value={entry ?? null}
          onChange={({ detail }) => setChosen(detail.value)}
        />
      </FormField>
    </Confirm>
  );
}
