import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { NextRunsTable } from '../policies/next-runs.tsx';
import { ScheduleActions } from './actions.tsx';
import { BackupsOf } from './backups.tsx';
import { Definition } from './definition.tsx';
import { EditSchedule } from './edit.tsx';
import type { Schedule } from './use-schedules.ts';

/** A schedule, or the form of it: `?edit=true`. */
export function SchedulePage() {
  const { name = '' } = useParams();
  const api = useApi();
  const queries = useQueryClient();
  const { read, change } = useAddress();
  const key = ['schedules', 'one', name];
  const load = () => answered(api.GET('/v1/schedules/{name}', { params: { path: { name } } }));
  const { data, error, refetch } = usePolled({ key, everyMs: EVERY.list, load });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  if (read('edit') === undefined) return <ScheduleView schedule={data} onEdit={() => change({ edit: 'true' })} />;
  return (
    <EditSchedule
      first={data}
      load={async () => {
        const newest = await load();
        queries.setQueryData(key, newest);
        return newest;
      }}
      onEnd={() => change({ edit: undefined })}
    />
  );
}

function ScheduleView({ schedule, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  return (
    <SpaceBetween size="l">
      <Header variant="h1" actions={<ScheduleActions schedule={schedule} onEdit={onEdit} />}>
        {schedule.name}
      </Header>
      {schedule.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      <Definition schedule={schedule} />
      <NextRunsOf schedule={schedule} />
      <BackupsOf schedule={schedule.name} />
    </SpaceBetween>
  );
}

function NextRunsOf({ schedule: { name, policy, warnings } }: { schedule: Schedule }) {
  const api = useApi();
  const { data, error, refetch } = usePolled({
    key: ['schedules', 'next-runs', name, policy],
    everyMs: EVERY.rarely,
    load: (signal) => {
      const params = { path: { name: policy }, query: { schedule: name } };
      return answered(api.GET('/v1/policies/{name}/next-runs', { params, signal }));
    },
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  // The others stand above already.
  const more = data?.warnings.filter((warning) => !warnings.includes(warning)) ?? [];
  return <NextRunsTable runs={data && { ...data, warnings: more }} />;
}
