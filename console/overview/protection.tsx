import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { StateOf } from '../parts/phase.tsx';
import { To } from '../parts/to.tsx';
import { words as common } from '../words/everywhere.ts';
import { words } from '../words/overview.ts';

type Cluster = Schemas['Cluster'];

export function ProtectionOfClusters() {
  const api = useApi();
  const { data, isPending } = usePolled({
    key: ['clusters', 'overview'],
    everyMs: EVERY.list,
    load: (signal) => answered(api.GET('/v1/clusters', { params: { query: { limit: 50 } }, signal })),
  });
  return (
    <Table<Cluster>
      variant="container"
      loading={isPending}
      loadingText={common.loading}
      items={data?.items ?? []}
      trackBy="name"
      wrapLines
      empty={words.steps.cluster}
      ariaLabels={{ tableLabel: words.protection }}
      header={
        <Header variant="h2" description={words.protectionHint}>
          {words.protection}
        </Header>
      }
      columnDefinitions={[
        {
          id: 'cluster',
          header: words.cluster,
          cell: ({ name }) => <To to={`/clusters/${name}`}>{name}</To>,
          isRowHeader: true,
        },
        {
          id: 'state',
          header: words.state,
          cell: ({ status }) => <StateOf state={status.state} reason={status.reason} />,
        },
        { id: 'protected', header: words.protected, cell: ({ name }) => <Count cluster={name} of="protected" /> },
        { id: 'stale', header: words.stale, cell: ({ name }) => <Count cluster={name} of="stale" /> },
        { id: 'never', header: words.never, cell: ({ name }) => <Count cluster={name} of="never" /> },
      ]}
    />
  );
}

function Count({ cluster, of }: { cluster: string; of: 'protected' | 'stale' | 'never' }) {
  const api = useApi();
  const { data, error } = usePolled({
    key: ['protection', cluster, 'counts'],
    everyMs: EVERY.rarely,
    load: (signal) => {
      const query = { cluster, limit: 1 };
      return answered(api.GET('/v1/protection', { params: { query }, signal }));
    },
  });
  if (error) return <>{words.unknown}</>;
  if (!data) return <>…</>;
  const count = data.counts?.[of];
  if (count === undefined) return <>{words.unknown}</>;
  return <To to={`/clusters/${cluster}?protection=${of}`}>{String(count)}</To>;
}
