import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

export function RuleFields({ form, change, errorOf }: PartProps) {
  const api = useApi();
  const { data } = usePolled({
    key: ['rules', 'choice'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/rules', { params: { query: { limit: 200 } }, signal })),
  });
  const options = [
    { value: '', label: words.noRule },
    ...(data?.items ?? []).map(({ name, description }) => ({ value: name, label: name, description })),
  ];
  const rule = (label: string, field: 'preExecRule' | 'postExecRule') => (
    <FormField label={label} description={words.ruleHint} errorText={errorOf(`/${field}`)}>
      <Select
        options={options}
        selectedOption={options.find(({ value }) => value === form[field]) ?? { value: form[field] }}
        onChange={({ detail }) => change({ [field]: detail.selectedOption.value ?? '' })}
      />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      {rule(words.preExec, 'preExecRule')}
      {rule(words.postExec, 'postExecRule')}
      {(form.preExecRule !== '' || form.postExecRule !== '') && (
        <FormField label={words.maxFreeze} constraintText={words.maxFreezeHint} errorText={errorOf('/maxFreeze')}>
          <Input value={form.maxFreeze} onChange={({ detail }) => change({ maxFreeze: detail.value.trim() })} />
        </FormField>
      )}
    </SpaceBetween>
  );
}
