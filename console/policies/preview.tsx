import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useLater } from '../parts/use-later.ts';
import { preview as words } from '../words/policies.ts';
import { type Draft, updateOf } from './draft.ts';
import { NextRunsTable } from './next-runs.tsx';

/** What the API makes of the policy as it is typed, once whoever types pauses. @param schedules that are bound to it */
export function Preview({ draft, schedules }: { draft: Draft; schedules: readonly string[] }) {
  const api = useApi();
  const [chosen, setChosen] = useState<string>();
  const schedule = chosen ?? schedules[0] ?? '';
  const body = useLater(updateOf(draft));
  const { data, error, refetch } = useQuery({
    queryKey: ['next-runs', body, schedule],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = { count: 10, ...(schedule ? { schedule } : {}) };
      return answered(api.POST('/v1/policies/next-runs', { params: { query }, body, signal }));
    },
  });
  const isIncomplete = error instanceof ApiProblem && error.problem.code === 'request.invalid';
  const options = [
    { value: '', label: words.ofNoSchedule },
    ...schedules.map((name) => ({ value: name, label: name })),
  ];
  return (
    <SpaceBetween size="m">
      {error && !isIncomplete && <Failed error={error} again={() => void refetch()} />}
      <NextRunsTable
        runs={data}
        description={words.why}
        instead={isIncomplete ? words.incomplete : error ? words.none : undefined}
      />
      {schedules.length > 0 && (
        <FormField label={words.ofSchedule}>
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === schedule) ?? null}
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? '')}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
