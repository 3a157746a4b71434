import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answered, type Schemas } from '../../../client/client.ts';
import { useApi } from '../../app/session.tsx';
import { Failed } from '../../parts/failed.tsx';
import { Time } from '../../parts/time.tsx';
import { bytes } from '../../words/bytes.ts';
import { words as common } from '../../words/everywhere.ts';
import { words } from '../../words/execution.ts';
import { duration } from '../../words/times.ts';
import { countsText } from '../states/panel.tsx';

type State = Schemas['ExecutionHistory']['states'][number];

/** The history of Step Functions, state by state; long ones a page at a time, and only when somebody wants them. */
export function History({ id, epoch }: { id: string; epoch: number }) {
  const api = useApi();
  const history = useInfiniteQuery({
    queryKey: ['operation', id, 'history', epoch],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id, epoch }, query: pageParam === undefined ? {} : { cursor: pageParam } };
      return answered(api.GET('/v1/operations/{id}/executions/{epoch}/history', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const states = (history.data?.pages ?? []).flatMap((page) => page.states);
  return (
    <SpaceBetween size="s">
      {history.error && <Failed error={history.error} again={() => void history.refetch()} />}
      <Table<State>
        variant="embedded"
        loading={history.isPending}
        loadingText={common.loading}
        items={states}
        wrapLines
        ariaLabels={{ tableLabel: `${words.historyOf} ${epoch}` }}
        columnDefinitions={[
          { id: 'state', header: words.state, cell: ({ state }) => state, isRowHeader: true },
          { id: 'type', header: words.type, cell: ({ type }) => type },
          { id: 'entered', header: words.enteredAt, cell: ({ enteredAt }) => <Time at={enteredAt} beside={false} /> },
          { id: 'seconds', header: words.seconds, cell: ({ seconds }) => duration(seconds) },
          { id: 'visits', header: words.visits, cell: ({ visits }) => visits },
          { id: 'tries', header: words.tries, cell: ({ tries }) => tries },
          {
            id: 'retries',
            header: words.retries,
            cell: ({ retries }) =>
              retries.map(({ error, cause }) => [error, cause].filter(Boolean).join(': ')).join('; ') || '–',
          },
          { id: 'counts', header: words.counts, cell: ({ counts }) => countsText(counts) },
          { id: 'bytes', header: words.bytes, cell: (state) => bytes(state.bytes) },
        ]}
      />
      {history.hasNextPage && (
        <Button loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {common.more}
        </Button>
      )}
    </SpaceBetween>
  );
}
