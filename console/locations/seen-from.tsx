import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { StateOf } from '../parts/phase.tsx';
import { Time } from '../parts/time.tsx';
import { words } from '../words/locations.ts';
import type { Location } from './columns.tsx';

interface SeenFromProps {
  location: Location;
  nameOf: (clusterId: string) => string;
}

/** How it looks from each cluster that has looked: networks differ. */
export function SeenFrom({ location, nameOf }: SeenFromProps) {
  return (
    <Table
      variant="container"
      wrapLines
      header={<Header variant="h2">{words.fromClusters}</Header>}
      ariaLabels={{ tableLabel: words.fromClusters }}
      items={location.clusters}
      trackBy="clusterId"
      empty={<Box color="inherit">{words.fromNone}</Box>}
      columnDefinitions={[
        { id: 'cluster', header: words.cluster, cell: ({ clusterId }) => nameOf(clusterId), isRowHeader: true },
        { id: 'state', header: words.validations, cell: ({ state }) => <StateOf state={state} />, minWidth: 110 },
        { id: 'reason', header: words.reason, cell: ({ reason }) => reason?.message ?? '–', minWidth: 140 },
        { id: 'at', header: words.lookedAt, cell: ({ at }) => <Time at={at} />, minWidth: 150 },
        { id: 'valid', header: words.lastValid, cell: ({ lastValidAt }) => <Time at={lastValidAt} />, minWidth: 150 },
      ]}
    />
  );
}
