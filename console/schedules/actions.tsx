import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { useAction } from '../parts/use-action.ts';
import { acts } from '../words/schedules.ts';
import { RunNow } from './run-now.tsx';
import type { Schedule } from './use-schedules.ts';

type Asked = 'run' | 'suspend' | 'remove';

/** What a person can do with a schedule, beside looking at it. */
export function ScheduleActions({ schedule, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  const api = useApi();
  const { running, run } = useAction();
  const [asked, setAsked] = useState<Asked>();
  const { name, suspended } = schedule;
  const params = { path: { name } };
  const dismiss = () => setAsked(undefined);
  const suspend = async (reason: string) => {
    dismiss();
    await run(() => answered(api.POST('/v1/schedules/{name}/suspend', { params, body: { reason } })), {
      taken: acts.suspending(name),
      done: () => acts.suspended(name),
      changes: ['schedules'],
    });
  };
  const resume = async () =>
    await run(() => answered(api.POST('/v1/schedules/{name}/resume', { params, body: {} })), {
      taken: acts.resuming(name),
      done: () => acts.resumed(name),
      changes: ['schedules'],
    });
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <GatedButton scope="operate" onClick={() => setAsked('run')}>
          {acts.run}
        </GatedButton>
        <GatedButton
          scope="operate"
          loading={running}
          onClick={() => (suspended ? void resume() : setAsked('suspend'))}
        >
          {suspended ? acts.resume : acts.suspend}
        </GatedButton>
        <GatedButton scope="operate" onClick={onEdit}>
          {acts.edit}
        </GatedButton>
        <GatedButton scope="operate" onClick={() => setAsked('remove')}>
          {acts.remove}
        </GatedButton>
      </SpaceBetween>
      {asked === 'run' && <RunNow schedule={schedule} onDismiss={dismiss} />}
      {asked === 'suspend' && (
        <Confirm
          header={acts.suspendHeader(name)}
          does={acts.suspend}
          reason={acts.reason}
          onConfirm={(reason) => void suspend(reason)}
          onDismiss={dismiss}
        >
          {acts.suspendText}
        </Confirm>
      )}
      {asked === 'remove' && <RemoveSchedule schedule={schedule} onDismiss={dismiss} />}
    </>
  );
}

function RemoveSchedule({ schedule: { name, generation }, onDismiss }: { schedule: Schedule; onDismiss: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  return (
    <Remove
      header={acts.removeHeader(name)}
      name={name}
      remove={async () => {
        const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
        await gone(await api.DELETE('/v1/schedules/{name}', { params }));
      }}
      removed={acts.removed(name)}
      changes={['schedules']}
      onRemoved={() => void navigate('/schedules')}
      onDismiss={onDismiss}
    >
      {acts.removeText}
    </Remove>
  );
}
