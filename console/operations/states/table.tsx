import Table from '@cloudscape-design/components/table';
import { Time } from '../../parts/time.tsx';
import { stateWords, words } from '../../words/execution.ts';
import { duration } from '../../words/times.ts';
import { secondsOf } from './chart.tsx';
import type { Row } from './fold.ts';

/** The same as the drawing, for narrow screens, for who reads by ear, and to be copied. */
export function StatesTable({ rows, now, brief }: { rows: readonly Row[]; now: number; brief?: boolean }) {
  return (
    <Table<Row>
      variant="embedded"
      items={rows}
      trackBy="state"
      wrapLines
      ariaLabels={{ tableLabel: words.states }}
      columnDefinitions={[
        { id: 'state', header: words.state, cell: ({ state }) => state, isRowHeader: true },
        { id: 'status', header: words.status, cell: ({ status }) => stateWords[status] },
        {
          id: 'seconds',
          header: words.seconds,
          cell: ({ stages }) =>
            stages.length === 0 ? '–' : duration(stages.reduce((sum, stage) => sum + secondsOf(stage, now), 0)),
        },
        { id: 'visits', header: words.visits, cell: ({ visits }) => visits },
        { id: 'retries', header: words.retries, cell: ({ retries }) => retries },
        {
          id: 'entered',
          header: words.enteredAt,
          cell: ({ stages }) => <Time at={stages[0]?.enteredAt} beside={false} />,
        },
        ...(brief ? [] : [{ id: 'does', header: words.does, cell: ({ does }: Row) => does }]),
      ]}
    />
  );
}
