import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

const SHOWN = 5;

export function ScheduleFields({ form, change, errorOf }: PartProps) {
  const api = useApi();
  const { data } = usePolled({
    key: ['policies', 'choice'],
    everyMs: EVERY.list,
    enabled: form.onSchedule,
    load: (signal) => answered(api.GET('/v1/policies', { params: { query: { limit: 200 } }, signal })),
  });
  return (
    <SpaceBetween size="m">
      <Toggle checked={form.onSchedule} onChange={({ detail }) => change({ onSchedule: detail.checked })}>
        {words.onSchedule}
      </Toggle>
      {form.onSchedule && (
        <FormField
          label={words.policy}
          errorText={errorOf('/policy')}
          secondaryControl={<To to="/policies/new">{words.newPolicy}</To>}
        >
          <Select
            placeholder={words.choosePolicy}
            options={(data?.items ?? []).map(({ name }) => ({ value: name }))}
            selectedOption={form.policy === '' ? null : { value: form.policy }}
            onChange={({ detail }) => change({ policy: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      )}
      {form.onSchedule && form.policy !== '' && <NextRuns policy={form.policy} />}
    </SpaceBetween>
  );
}

function NextRuns({ policy }: { policy: string }) {
  const api = useApi();
  const { data } = usePolled({
    key: ['policies', policy, 'next-runs'],
    load: (signal) => {
      const params = { path: { name: policy }, query: { count: SHOWN } };
      return answered(api.GET('/v1/policies/{name}/next-runs', { params, signal }));
    },
  });
  if (!data) return null;
  return (
    <Box>
      <Box variant="awsui-key-label">
        {words.nextRuns} ({data.timeZone})
      </Box>
      <ul>
        {data.items.map(({ at, local, entries }) => (
          <li key={at}>
            {local.replace('T', ' ')} <span className="quiet">{entries.join(', ')}</span>
          </li>
        ))}
      </ul>
    </Box>
  );
}
