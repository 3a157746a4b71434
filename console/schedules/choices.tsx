import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { sentenceOf } from '../words/policies.ts';
import { acts, words } from '../words/schedules.ts';

interface ChoiceProps {
  chosen: string;
  error?: string | undefined;
  onChoose: (name: string) => void;
}

interface Option {
  value: string;
  label?: string;
  description?: string;
  disabled?: boolean;
  disabledReason?: string;
}

const ALL = { limit: 200 } as const;

function Choice({ label, options, chosen, error, onChoose }: ChoiceProps & { label: string; options: Option[] }) {
  return (
    <FormField label={label} errorText={error}>
      <Select
        options={options}
        filteringType={options.length > 10 ? 'auto' : 'none'}
        selectedOption={options.find(({ value }) => value === chosen) ?? { value: chosen }}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

export function PolicyChoice(props: ChoiceProps) {
  const api = useApi();
  const { data } = usePolled({
    key: ['policies', 'all'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/policies', { params: { query: ALL }, signal })),
  });
  const options = (data?.items ?? []).map(({ name, entries }) => ({
    value: name,
    description: entries.map(sentenceOf).join('; '),
  }));
  return <Choice {...props} label={words.policy} options={options} />;
}

/** Those that the cluster may not choose are shown, with the reason. */
export function LocationChoice({ cluster, ...props }: ChoiceProps & { cluster: string }) {
  const api = useApi();
  const query = { ...ALL, validFor: cluster, include: 'invalid' as const };
  const { data } = usePolled({
    key: ['locations', 'for', cluster],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/locations', { params: { query }, signal })),
  });
  const options = (data?.items ?? []).map(({ name, notValidFor }) => ({
    value: name,
    ...(notValidFor ? { disabled: true, disabledReason: notValidFor, description: notValidFor } : {}),
  }));
  return <Choice {...props} label={words.location} options={options} />;
}

export function RuleChoice({ label, ...props }: ChoiceProps & { label: string }) {
  const api = useApi();
  const { data } = usePolled({
    key: ['rules', 'all'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/rules', { params: { query: ALL }, signal })),
  });
  const options = (data?.items ?? []).map(({ name, description }) => ({
    value: name,
    ...(description ? { description } : {}),
  }));
  return <Choice {...props} label={label} options={[{ value: '', label: acts.noRule }, ...options]} />;
}
