import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useEffect } from 'react';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { useAction } from '../parts/use-action.ts';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

/** Those that are valid from the cluster; the others are shown with their reason, and can be validated from here. */
export function LocationField({ form, change, errorOf }: PartProps) {
  const api = useApi();
  const { running, run } = useAction();
  const { cluster, location } = form;
  const { data, isPending, error } = usePolled({
    key: ['locations', 'valid-for', cluster],
    everyMs: EVERY.details,
    enabled: cluster !== '',
    load: (signal) => {
      const query = { validFor: cluster, include: 'invalid' as const, limit: 200 };
      return answered(api.GET('/v1/locations', { params: { query }, signal }));
    },
  });
  const all = data?.items ?? [];
  const valid = all.filter(({ notValidFor }) => notValidFor === undefined);
  const only = valid.length === 1 ? valid[0]?.name : undefined;
  useEffect(() => {
    if (location === '' && only !== undefined) change({ location: only });
  }, [location, only, change]);
  const invalid = all.find(({ notValidFor }) => notValidFor !== undefined);
  const validate = async (name: string) => {
    const params = { path: { name }, header: { 'Idempotency-Key': crypto.randomUUID() } };
    await run(() => answered(api.POST('/v1/locations/{name}/validate', { params, body: { cluster } })), {
      taken: `${words.validate}: ${name}`,
      done: () => `${words.validate}: ${name}`,
      changes: ['locations', 'operations'],
    });
  };
  return (
    <FormField
      label={words.location}
      description={words.locationHint}
      errorText={errorOf('/locations')}
      secondaryControl={
        invalid && valid.length === 0 ? (
          <GatedButton scope="operate" formAction="none" loading={running} onClick={() => void validate(invalid.name)}>
            {words.validate}
          </GatedButton>
        ) : undefined
      }
    >
      <Select
        placeholder={words.chooseLocation}
        empty={words.noLocation}
        statusType={error ? 'error' : isPending && cluster !== '' ? 'loading' : 'finished'}
        selectedOption={location === '' ? null : { value: location }}
        options={all.map(({ name, notValidFor, s3 }) => ({
          value: name,
          description: notValidFor ?? `${s3.endpoint} · ${s3.bucket}/${s3.prefix}`,
          ...(notValidFor ? { disabled: true, disabledReason: notValidFor } : {}),
        }))}
        onChange={({ detail }) => change({ location: detail.selectedOption.value ?? '' })}
      />
    </FormField>
  );
}
