import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/clusters.ts';
import type { Cluster } from './use-clusters.ts';

/** Objects of ours on the cluster that no operation accounts for, and what became of each. */
export function Upkeep({ cluster: { status } }: { cluster: Cluster }) {
  const { upkeep } = status;
  if (!upkeep) return null;
  const items = (['reported', 'left', 'removed'] as const).flatMap((fate) =>
    upkeep[fate].map((found) => ({ ...found, fate })),
  );
  return (
    <Table
      variant="container"
      wrapLines
      header={
        <Header
          variant="h2"
          counter={`(${items.length})`}
          description={
            <>
              {words.upkeepWhy} {words.upkeepAt} <Time at={upkeep.at} />. {upkeep.reason?.message}
            </>
          }
        >
          {words.upkeep}
        </Header>
      }
      ariaLabels={{ tableLabel: words.upkeep }}
      items={items}
      trackBy={({ kind, namespace, name }) => [kind, namespace, name].join('/')}
      empty={<Box color="inherit">{words.upkeepNone}</Box>}
      columnDefinitions={[
        { id: 'kind', header: words.kind, cell: ({ kind }) => kind },
        {
          id: 'object',
          header: words.object,
          isRowHeader: true,
          minWidth: 160,
          cell: ({ namespace, name }) => (namespace ? `${namespace}/${name}` : name),
        },
        { id: 'fate', header: words.fate, cell: ({ fate }) => words.fates[fate], minWidth: 140 },
        { id: 'why', header: words.why, cell: ({ reason }) => reason, minWidth: 160 },
        {
          id: 'operation',
          header: words.operation,
          cell: ({ operation }) => <To to={`/operations/${operation}`}>{`${operation.slice(0, 10)}…`}</To>,
        },
      ]}
    />
  );
}
