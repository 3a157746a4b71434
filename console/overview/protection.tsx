import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { StateOf } from '../parts/phase.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/overview.ts';

type Cluster = Schemas['Statistics']['clusters'][number];
const STATES = ['protected', 'stale', 'never'] as const;

/** How the namespaces of each cluster are protected; each number opens those. */
export function ProtectionOfClusters({ clusters }: { clusters: readonly Cluster[] }) {
  return (
    <Table<Cluster>
      variant="container"
      items={clusters}
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
        { id: 'state', header: words.state, cell: ({ state }) => <StateOf state={state} /> },
        ...STATES.map((of) => ({
          id: of,
          header: words[of],
          cell: ({ name, protection }: Cluster) =>
            protection === undefined ? (
              words.unknown
            ) : (
              <To to={`/clusters/${name}?protection=${of}`}>{String(protection[of])}</To>
            ),
        })),
        { id: 'at', header: words.looked, cell: ({ protection }) => <Ago at={protection?.at} /> },
      ]}
    />
  );
}
