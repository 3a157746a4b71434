import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Ends } from '../parts/ends.tsx';
import { StateOf } from '../parts/phase.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { counted } from '../words/bytes.ts';
import { words } from '../words/clusters.ts';
import type { Cluster } from './use-clusters.ts';

type Column = TableProps.ColumnDefinition<Cluster>;

const MOVERS = 5;

export function moversOf({ settings: { moverLimit } }: Pick<Cluster, 'settings'>): string {
  return moverLimit === undefined ? words.standard(MOVERS) : String(moverLimit);
}

/** Where rules may run commands. */
export function execText({ status: { execNamespaces } }: Pick<Cluster, 'status'>): string {
  if (execNamespaces === undefined) return words.unknown;
  if (execNamespaces.includes('*')) return words.everywhere;
  return execNamespaces.length === 0 ? words.nowhere : execNamespaces.join(', ');
}

const BEFORE: readonly Column[] = [
  {
    id: 'name',
    header: words.name,
    cell: ({ name }) => <To to={`/clusters/${name}`}>{name}</To>,
    isRowHeader: true,
    minWidth: 120,
  },
  {
    id: 'state',
    header: words.state,
    minWidth: 170,
    cell: ({ status: { state, reason, validatedAt } }) => (
      <>
        <StateOf state={state} reason={reason} />{' '}
        <span className="quiet">
          <Ago at={validatedAt} />
        </span>
      </>
    ),
  },
  { id: 'version', header: words.version, cell: ({ status }) => status.version },
];

const AFTER: readonly Column[] = [
  {
    id: 'ends',
    header: words.ends,
    minWidth: 130,
    cell: ({ status }) => <Ends at={status.credentialsExpireAt} ended={status.credentialsExpired} />,
  },
  { id: 'movers', header: words.movers, cell: moversOf },
  {
    id: 'restores',
    header: words.restores,
    cell: ({ hasRestoreAccess }) => (hasRestoreAccess ? words.restorable : words.notRestorable),
  },
  {
    id: 'warnings',
    header: words.warnings,
    cell: ({ warnings }) =>
      warnings.length === 0 ? (
        words.none
      ) : (
        <span title={warnings.join('\n')}>
          <StatusIndicator type="warning">{counted(warnings.length, 'warning')}</StatusIndicator>
        </span>
      ),
  },
  { id: 'server', header: words.server, cell: ({ server }) => server, minWidth: 180 },
];

/** How many namespaces, and how many of them have a good backup that is young enough: as the overview counts them. */
export function clusterColumns(statistics: Schemas['Statistics'] | undefined): readonly Column[] {
  const countsOf = ({ name }: Cluster) => statistics?.clusters.find((one) => one.name === name)?.protection;
  return [
    ...BEFORE,
    {
      id: 'namespaces',
      header: words.namespaces,
      cell: (cluster) => {
        const counts = countsOf(cluster);
        return counts ? counts.protected + counts.stale + counts.never : '–';
      },
    },
    { id: 'protected', header: words.protected, cell: (cluster) => countsOf(cluster)?.protected ?? '–' },
    ...AFTER,
  ];
}
