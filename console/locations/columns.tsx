import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Ends } from '../parts/ends.tsx';
import { PhaseOf, StateOf } from '../parts/phase.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { bytes, counted } from '../words/bytes.ts';
import { words } from '../words/locations.ts';

export type Location = Schemas['Location'];
type Column = TableProps.ColumnDefinition<Location>;

export function placeOf({ s3 }: Pick<Location, 's3'>): string {
  return s3.prefix ? `${s3.bucket}/${s3.prefix}` : s3.bucket;
}

const name: Column = {
  id: 'name',
  header: words.name,
  cell: (location) => <To to={`/locations/${location.name}`}>{location.name}</To>,
  isRowHeader: true,
  minWidth: 130,
};

const state: Column = {
  id: 'state',
  header: words.state,
  cell: ({ controlPlane }) => (
    <>
      <StateOf state={controlPlane.state} reason={controlPlane.reason} />{' '}
      <span className="quiet">
        <Ago at={controlPlane.at} />
      </span>
    </>
  ),
  minWidth: 170,
};

const endpoint: Column = { id: 'endpoint', header: words.endpoint, cell: ({ s3 }) => s3.endpoint, minWidth: 180 };
const place: Column = { id: 'place', header: words.where, cell: placeOf, minWidth: 140 };

const ends: Column = {
  id: 'ends',
  header: words.credentialsEnd,
  cell: ({ credentialsExpireAt, credentialsExpired }) => <Ends at={credentialsExpireAt} ended={credentialsExpired} />,
};

const maintenance: Column = {
  id: 'maintenance',
  header: words.maintenance,
  cell: ({ maintenance: last }) =>
    last ? (
      <>
        <To to={`/operations/${last.operationId}`}>
          <Ago at={last.at} />
        </To>{' '}
        <PhaseOf phase={last.phase} />
      </>
    ) : (
      '–'
    ),
};

const findings: Column = {
  id: 'findings',
  header: words.findings,
  cell: ({ findings: found }) =>
    found.length === 0 ? (
      words.noFindings
    ) : (
      <StatusIndicator type="warning">{counted(found.length, 'finding')}</StatusIndicator>
    ),
};

/** @param nameOf what a cluster of this identity is called */
export function columnsOf(
  nameOf: (clusterId: string) => string,
  statistics: Schemas['Statistics'] | undefined,
): readonly Column[] {
  const size: Column = {
    id: 'size',
    header: words.size,
    cell: ({ name: of }) => bytes(statistics?.locations.find((one) => one.name === of)?.bytes),
  };
  const fromClusters: Column = {
    id: 'clusters',
    header: words.fromClusters,
    cell: ({ clusters }) =>
      clusters.length === 0 ? (
        words.fromNone
      ) : (
        <SpaceBetween size="xxs">
          {clusters.map(({ clusterId, state: seen, reason, at }) => (
            <div key={clusterId}>
              {nameOf(clusterId)}: <StateOf state={seen} reason={reason} />{' '}
              <span className="quiet">
                <Ago at={at} />
              </span>
            </div>
          ))}
        </SpaceBetween>
      ),
    minWidth: 180,
  };
  return [name, state, fromClusters, endpoint, place, size, ends, maintenance, findings];
}
