import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

/** All that was selected, each to be taken out again. */
export function Scope({ form, change, errorOf }: PartProps) {
  const { single, types } = form;
  const resourceName = ({ namespace, kind, name }: (typeof single)[number]) => `${namespace}/${kind}/${name}`;
  return (
    <SpaceBetween size="m">
      <FormField label={words.namespaces} errorText={errorOf('/selection/namespaces')} stretch>
        <Namespaces form={form} change={change} errorOf={errorOf} />
      </FormField>
      <FormField
        label={words.byLabel}
        description={words.byLabelHint}
        errorText={errorOf('/selection/namespaceLabelSelector')}
      >
        <Input value={form.namespaceLabel} onChange={({ detail }) => change({ namespaceLabel: detail.value })} />
      </FormField>
      {single.length > 0 && (
        <FormField label={words.single} errorText={errorOf('/selection/resources')} stretch>
          <TokenGroup
            items={single.map((one) => ({
              label: resourceName(one),
              dismissLabel: `${words.remove} ${resourceName(one)}`,
            }))}
            limit={20}
            onDismiss={({ detail }) => change({ single: single.toSpliced(detail.itemIndex, 1) })}
          />
        </FormField>
      )}
      {types.length > 0 && (
        <FormField label={words.types} errorText={errorOf('/selection/resourceTypes')} stretch>
          <TokenGroup
            items={types.map((type) => ({ label: type, dismissLabel: `${words.remove} ${type}` }))}
            onDismiss={({ detail }) => change({ types: types.toSpliced(detail.itemIndex, 1) })}
          />
        </FormField>
      )}
      {form.resourceLabel !== '' && (
        <FormField label={words.resourceLabel} errorText={errorOf('/selection/resourceLabelSelector')}>
          <Input value={form.resourceLabel} onChange={({ detail }) => change({ resourceLabel: detail.value })} />
        </FormField>
      )}
    </SpaceBetween>
  );
}

/** Searched by the server: a cluster has thousands. */
function Namespaces({ form, change }: PartProps) {
  const api = useApi();
  const [text, setText] = useState('');
  const { cluster, namespaces } = form;
  const { data, isPending } = usePolled({
    key: ['clusters', cluster, 'namespaces', 'choice', text],
    enabled: cluster !== '',
    load: (signal) => {
      const query = text === '' ? {} : { search: text };
      return answered(
        api.GET('/v1/clusters/{name}/namespaces', { params: { path: { name: cluster }, query }, signal }),
      );
    },
  });
  const found = (data?.items ?? []).map(({ name }) => name);
  return (
    <Multiselect
      placeholder={words.chooseNamespaces}
      filteringType="manual"
      statusType={isPending && cluster !== '' ? 'loading' : 'finished'}
      options={[...new Set([...found, ...namespaces])].map((name) => ({ value: name, label: name }))}
      selectedOptions={namespaces.map((name) => ({
        value: name,
        label: name,
        dismissLabel: `${words.remove} ${name}`,
      }))}
      tokenLimit={50}
      deselectAriaLabel={({ value }) => `${words.remove} ${value}`}
      onLoadItems={({ detail }) => setText(detail.filteringText)}
      onChange={({ detail }) => change({ namespaces: detail.selectedOptions.flatMap(({ value }) => value ?? []) })}
    />
  );
}
