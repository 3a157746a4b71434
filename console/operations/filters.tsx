import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { ChoiceFilter, Filters, TextFilter } from '../parts/filters.tsx';
import { words } from '../words/operations.ts';
import { KINDS, PHASES } from '../words/phases.ts';

const phases = Object.entries(PHASES).map(([value, { text }]) => ({ value, label: text }));
const kinds = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

export function OperationFilters({ clear, withKind = false }: { clear: (() => void) | undefined; withKind?: boolean }) {
  const clusters = useClusterNames();
  return (
    <Filters clear={clear}>
      <TextFilter name="search" label={words.search} />
      {withKind && <ChoiceFilter name="kind" any={words.anyKind} options={kinds} />}
      <ChoiceFilter name="phase" any={words.anyPhase} options={phases} />
      <ChoiceFilter
        name="cluster"
        any={words.anyCluster}
        options={clusters.map((name) => ({ value: name, label: name }))}
      />
      <TextFilter name="label" label={words.label} />
    </Filters>
  );
}

/** Of as many clusters as one page has: a choice of more would be no choice. */
export function useClusterNames(): string[] {
  const api = useApi();
  const { data } = usePolled({
    key: ['clusters', 'names'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/clusters', { params: { query: { limit: 200 } }, signal })),
  });
  return (data?.items ?? []).map(({ name }) => name);
}
