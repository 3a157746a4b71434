import { answered, type paths, type Schemas } from '../../../client/client.ts';
import { useApi } from '../../app/session.tsx';
import { ChoiceFilter, Filters, useClear } from '../../parts/filters.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { useAddress } from '../../parts/use-address.ts';
import { objects as words } from '../../words/review.ts';

export function ObjectsTab({ id, kind }: { id: string; kind: 'backup' | 'restore' }) {
  return kind === 'backup' ? <Counts id={id} /> : <Restored id={id} />;
}

function Counts({ id }: { id: string }) {
  const api = useApi();
  return (
    <ListPage<Schemas['ResourceCount']>
      title={words.counts}
      description={words.countsDescription}
      variant="container"
      headingTag="h2"
      listKey={['operation', id, 'resources']}
      idOf={({ kind, group, namespace }) => `${kind}.${group} ${namespace ?? ''}`}
      load={(_, signal) => answered(api.GET('/v1/backups/{id}/resources', { params: { path: { id } }, signal }))}
      columns={[
        {
          id: 'kind',
          header: words.kind,
          cell: ({ kind, group }) => [kind, group].filter(Boolean).join('.'),
          isRowHeader: true,
        },
        { id: 'namespace', header: words.namespace, cell: ({ namespace }) => namespace ?? '–' },
        { id: 'count', header: words.count, cell: ({ count }) => count },
      ]}
    />
  );
}

type Restored = Schemas['RestoredObject'];
type Query = NonNullable<paths['/v1/restores/{id}/objects']['get']['parameters']['query']>;
const outcomes = Object.entries(words.outcomes).map(([value, label]) => ({ value, label }));

function Restored({ id }: { id: string }) {
  const api = useApi();
  const { read } = useAddress();
  const clear = useClear(['outcome']);
  const outcome = read('outcome') as Query['outcome'];
  return (
    <ListPage<Restored>
      title={words.restored}
      description={words.restoredDescription}
      variant="container"
      headingTag="h2"
      listKey={['operation', id, 'objects', outcome]}
      idOf={({ group, kind, namespace, name }) => `${group} ${kind} ${namespace ?? ''} ${name}`}
      clearFilters={clear}
      filters={
        <Filters clear={clear}>
          <ChoiceFilter name="outcome" any={words.anyOutcome} options={outcomes} />
        </Filters>
      }
      load={(cursor, signal) => {
        const query = { ...(outcome ? { outcome } : {}), ...(cursor === undefined ? {} : { cursor }) };
        return answered(api.GET('/v1/restores/{id}/objects', { params: { path: { id }, query }, signal }));
      }}
      columns={[
        { id: 'kind', header: words.kind, cell: ({ kind, group }) => [kind, group].filter(Boolean).join('.') },
        { id: 'namespace', header: words.namespace, cell: ({ namespace }) => namespace ?? '–' },
        { id: 'name', header: words.name, cell: ({ name }) => name, isRowHeader: true },
        { id: 'outcome', header: words.outcome, cell: ({ outcome: became }) => words.outcomes[became] },
        { id: 'why', header: words.why, cell: ({ why, reason }) => why ?? reason ?? '–' },
      ]}
    />
  );
}
