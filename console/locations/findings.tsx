import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { To } from '../parts/to.tsx';
import { REMEDIES, REMEDY_OTHERWISE, words } from '../words/locations.ts';
import type { Location } from './columns.tsx';

interface FindingsProps {
  location: Location;
  nameOf: (clusterId: string) => string;
}

export function Findings({ location, nameOf }: FindingsProps) {
  const { findings } = location;
  const ofWhat = ({ clusterId, backupId, repository }: (typeof findings)[number]) =>
    backupId ? (
      <To to={`/backups/${backupId}`}>{backupId}</To>
    ) : (
      (repository?.replace(clusterId, nameOf(clusterId)) ?? nameOf(clusterId))
    );
  return (
    <Table
      variant="container"
      wrapLines
      header={
        <Header variant="h2" counter={`(${findings.length})`}>
          {words.findings}
        </Header>
      }
      ariaLabels={{ tableLabel: words.findings }}
      items={findings}
      trackBy={({ code, clusterId, backupId, repository }) => [code, clusterId, backupId, repository].join()}
      empty={<Box color="inherit">{words.noFindingsWhy}</Box>}
      columnDefinitions={[
        { id: 'what', header: words.what, cell: ({ message }) => message, isRowHeader: true },
        { id: 'of', header: words.foundOf, cell: ofWhat },
        { id: 'remedy', header: words.remedy, cell: ({ code }) => REMEDIES[code] ?? REMEDY_OTHERWISE },
      ]}
    />
  );
}
