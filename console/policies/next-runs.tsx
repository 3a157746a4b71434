import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words as common } from '../words/everywhere.ts';
import { preview as words } from '../words/policies.ts';

type NextRuns = Schemas['NextRuns'];
type Run = NextRuns['items'][number];

interface NextRunsProps {
  runs: NextRuns | undefined;
  /** Said in place of the runs. */
  instead?: string | undefined;
  description?: string;
}

/** Runs ahead in the zone of their policy, what goes after each, and what daylight saving skips. */
export function NextRunsTable({ runs, instead, description }: NextRunsProps) {
  const localOf = new Map(runs?.items.map(({ at, local }) => [at, local]));
  return (
    <SpaceBetween size="s">
      {runs?.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      {runs && runs.skipped.length > 0 && !instead && (
        <Alert type="info" header={words.skipped}>
          {runs.skipped.map(({ entry, local }) => (
            <div key={`${entry} ${local}`}>{words.skippedText(entry, local)}</div>
          ))}
        </Alert>
      )}
      <Table<Run>
        variant="container"
        wrapLines
        header={
          <Header variant="h2" description={description}>
            {words.title}
          </Header>
        }
        ariaLabels={{ tableLabel: words.title }}
        loading={runs === undefined && !instead}
        loadingText={common.loading}
        items={instead ? [] : (runs?.items ?? [])}
        trackBy="at"
        empty={<Box color="inherit">{instead ?? words.none}</Box>}
        columnDefinitions={[
          {
            id: 'when',
            header: `${words.when} (${runs?.timeZone ?? 'UTC'})`,
            isRowHeader: true,
            minWidth: 150,
            cell: ({ at, local }) => (
              <>
                {local.replace('T', ' ')}{' '}
                <span className="quiet">
                  <Ago at={at} />
                </span>
              </>
            ),
          },
          { id: 'entries', header: words.entries, cell: ({ entries }) => entries.join(', ') },
          {
            id: 'deletes',
            header: words.deletes,
            minWidth: 130,
            cell: (run) => <Deletes run={run} localOf={localOf} />,
          },
        ]}
      />
    </SpaceBetween>
  );
}

/** Backups that are there, by their id, and runs of this list, by their time. */
function Deletes({ run, localOf }: { run: Run; localOf: ReadonlyMap<string, string> }) {
  if (run.deletes.length === 0) return <span className="quiet">{words.nothing}</span>;
  return (
    <>
      {run.deletes.map((one) => (
        <div key={one}>
          {localOf.get(one)?.replace('T', ' ') ?? <To to={`/backups/${one}`}>{`${one.slice(0, 10)}…`}</To>}
        </div>
      ))}
    </>
  );
}
