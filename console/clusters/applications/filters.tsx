import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import { answered, type paths } from '../../../client/client.ts';
import { usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { ChoiceFilter, Filters, TextFilter, useClear } from '../../parts/filters.tsx';
import { useAddress } from '../../parts/use-address.ts';
import { words } from '../../words/applications.ts';
import { PROTECTION } from '../../words/protection.ts';

const PROTECTIONS = Object.entries(PROTECTION).map(([value, { text }]) => ({ value, label: text }));

type Query = NonNullable<paths['/v1/clusters/{name}/namespaces']['get']['parameters']['query']>;

/** What the list is asked for: name and labels of namespaces. Types and labels of resources say what of them is backed up. */
export function useNamespaceFilters(): { filters: Query; clear: (() => void) | undefined } {
  const { read } = useAddress();
  const search = read('search');
  const labelSelector = read('labelSelector');
  return {
    filters: { ...(search ? { search } : {}), ...(labelSelector ? { labelSelector } : {}) },
    clear: useClear(['search', 'labelSelector', 'protection', 'types', 'resourceLabel']),
  };
}

export function NamespaceFilters({ cluster, clear }: { cluster: string; clear: (() => void) | undefined }) {
  return (
    <Filters clear={clear}>
      <TextFilter name="search" label={words.search} />
      <ChoiceFilter name="protection" any={words.anyProtection} options={PROTECTIONS} />
      <TypeFilter cluster={cluster} />
      <TextFilter name="labelSelector" label={words.namespaceLabel} />
      <TextFilter name="resourceLabel" label={words.resourceLabel} />
    </Filters>
  );
}

/** Which kinds of resources are taken; none chosen is all of them. */
function TypeFilter({ cluster }: { cluster: string }) {
  const api = useApi();
  const { read, change } = useAddress();
  const [opened, setOpened] = useState(false);
  const chosen = (read('types') ?? '').split(',').filter(Boolean);
  const { data, isPending, error } = usePolled({
    key: ['clusters', cluster, 'types'],
    // Counting all kinds of a cluster takes it a while: only for who wants to choose.
    enabled: opened,
    load: (signal) => {
      const params = { path: { name: cluster }, query: { namespaces: '*', limit: 500 } };
      return answered(api.GET('/v1/clusters/{name}/resource-types', { params, signal }));
    },
  });
  const options = (data?.items ?? []).map(({ type, objects, objectsAtLeast }) => ({
    value: type,
    label: type,
    labelTag: String(objects ?? objectsAtLeast ?? ''),
  }));
  return (
    <div className="filter">
      <Multiselect
        ariaLabel={words.allResources}
        placeholder={chosen.length > 0 ? words.types(chosen.length) : words.allResources}
        hideTokens
        filteringType="auto"
        filteringPlaceholder={words.typeSearch}
        statusType={error ? 'error' : isPending && opened ? 'loading' : 'finished'}
        options={options}
        selectedOptions={chosen.map((type) => ({ value: type, label: type }))}
        onLoadItems={() => setOpened(true)}
        onFocus={() => setOpened(true)}
        onChange={({ detail }) => change({ types: detail.selectedOptions.map(({ value }) => value).join(',') })}
      />
    </div>
  );
}
