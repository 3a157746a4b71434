import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { answered, type Schemas } from '../../../client/client.ts';
import { EVERY, usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { Failed } from '../../parts/failed.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words/execution.ts';
import { isOpen } from '../../words/phases.ts';
import { History } from './history.tsx';

type Execution = Schemas['Execution'];

/** What Step Functions knows of it; for 90 days on AWS. */
export function Executions({ operation }: { operation: Schemas['Operation'] }) {
  const api = useApi();
  const { id } = operation;
  const [epoch, setEpoch] = useState<number>();
  const { data, error } = usePolled({
    key: ['operation', id, 'executions'],
    everyMs: EVERY.details,
    whilst: () => isOpen(operation),
    load: (signal) => answered(api.GET('/v1/operations/{id}/executions', { params: { path: { id } }, signal })),
  });
  return (
    <Container
      header={
        <Header variant="h2" description={words.executionsDescription}>
          {words.executions}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error && <Failed error={error} />}
        <Table<Execution>
          variant="embedded"
          items={data?.items ?? []}
          trackBy={({ epoch: one }) => String(one)}
          wrapLines
          empty={words.none}
          ariaLabels={{ tableLabel: words.executions }}
          columnDefinitions={[
            { id: 'epoch', header: words.epoch, cell: (one) => one.epoch, isRowHeader: true },
            { id: 'status', header: words.status, cell: ({ status }) => status ?? '–' },
            { id: 'started', header: words.startedAt, cell: ({ startedAt }) => <Time at={startedAt} beside={false} /> },
            { id: 'ended', header: words.endedAt, cell: ({ endedAt }) => <Time at={endedAt} beside={false} /> },
            {
              id: 'error',
              header: words.error,
              cell: ({ error: code, cause }) => [code, cause].filter(Boolean).join(': ') || '–',
            },
            {
              id: 'more',
              header: words.history,
              cell: (one) => (
                <SpaceBetween direction="horizontal" size="s">
                  <Button
                    variant="inline-link"
                    ariaLabel={`${words.historyOf} ${one.epoch}`}
                    onClick={() => setEpoch(epoch === one.epoch ? undefined : one.epoch)}
                  >
                    {words.history}
                  </Button>
                  {one.consoleUrl && (
                    <Link href={one.consoleUrl} external>
                      {words.aws}
                    </Link>
                  )}
                </SpaceBetween>
              ),
            },
          ]}
        />
        {epoch !== undefined && <History id={id} epoch={epoch} />}
      </SpaceBetween>
    </Container>
  );
}
