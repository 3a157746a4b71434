import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { answered, type Schemas } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { PhaseOf } from '../parts/phase.tsx';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { bytes } from '../words/bytes.ts';
import { maintained as words } from '../words/locations.ts';
import type { Location } from './columns.tsx';

type Repository = NonNullable<Schemas['Operation']['maintained']>[number];

interface MaintainedProps {
  location: Location;
  nameOf: (clusterId: string) => string;
}

/** What the last maintenance did to each repository: bytes before and after, and what it found of them. */
export function Maintained({ location: { maintenance }, nameOf }: MaintainedProps) {
  const api = useApi();
  const id = maintenance?.operationId;
  const { data } = usePolled({
    key: ['operation', id],
    enabled: id !== undefined,
    load: (signal) => answered(api.GET('/v1/operations/{id}', { params: { path: { id: id ?? '' } }, signal })),
  });
  if (!maintenance) return null;
  const repositories = data?.maintained ?? [];
  const sum = (of: (one: Repository) => number | undefined) =>
    bytes(repositories.reduce((total, one) => total + (of(one) ?? 0), 0));
  return (
    <Table<Repository>
      variant="container"
      wrapLines
      header={
        <Header
          variant="h2"
          description={
            <>
              <PhaseOf phase={maintenance.phase} />{' '}
              <To to={`/operations/${maintenance.operationId}`}>
                <Time at={maintenance.at} />
              </To>
              {repositories.length > 0 &&
                ` · ${words.sum(
                  sum(({ bytesBefore }) => bytesBefore),
                  sum(({ bytesAfter }) => bytesAfter),
                )}`}
            </>
          }
        >
          {words.title}
        </Header>
      }
      ariaLabels={{ tableLabel: words.title }}
      items={repositories}
      trackBy={({ clusterId, namespace }) => `${clusterId}/${namespace}`}
      empty={<Box color="inherit">{words.none}</Box>}
      columnDefinitions={[
        {
          id: 'repository',
          header: words.repository,
          isRowHeader: true,
          minWidth: 140,
          cell: ({ clusterId, namespace }) => `${nameOf(clusterId)}/${namespace}`,
        },
        { id: 'phase', header: words.phase, cell: ({ phase, full }) => `${phase}, ${full ? words.full : words.quick}` },
        { id: 'before', header: words.before, cell: ({ bytesBefore }) => bytes(bytesBefore) },
        { id: 'after', header: words.after, cell: ({ bytesAfter }) => bytes(bytesAfter) },
        { id: 'snapshots', header: words.snapshots, cell: snapshotText },
        { id: 'state', header: words.state, cell: (repository) => <State repository={repository} />, minWidth: 160 },
      ]}
    />
  );
}

function snapshotText({ snapshots, removedSnapshots = 0 }: Repository): string {
  if (snapshots === undefined) return '–';
  return removedSnapshots > 0 ? `${snapshots}, ${words.removed(removedSnapshots)}` : String(snapshots);
}

function State({ repository: { broken, damagedSnapshots = 0, repaired } }: { repository: Repository }) {
  if (broken) return <StatusIndicator type="error">{words.broken}</StatusIndicator>;
  if (damagedSnapshots > 0) return <StatusIndicator type="error">{words.damaged(damagedSnapshots)}</StatusIndicator>;
  if (repaired) return <StatusIndicator type="warning">{words.repaired}</StatusIndicator>;
  return <StatusIndicator type="success">{words.whole}</StatusIndicator>;
}
