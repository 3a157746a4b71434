import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Time } from '../../parts/time.tsx';
import { bytes } from '../../words/bytes.ts';
import { words } from '../../words/execution.ts';
import { duration } from '../../words/times.ts';
import { secondsOf } from './chart.tsx';
import type { Row } from './fold.ts';

/** What happened in one state: each epoch of it. */
export function StatePanel({ row, now }: { row: Row; now: number }) {
  return (
    <section aria-label={row.state} className="state-panel">
      <SpaceBetween size="s">
        <Box variant="h3">{row.state}</Box>
        {row.does && <Box color="text-body-secondary">{row.does}</Box>}
        {row.stages.length === 0 && <Box>{words.notEntered}</Box>}
        {row.stages.map((stage) => (
          <KeyValuePairs
            key={stage.epoch}
            columns={4}
            items={[
              { label: words.epoch, value: stage.epoch },
              { label: words.enteredAt, value: <Time at={stage.enteredAt} beside={false} /> },
              { label: words.leftAt, value: <Time at={stage.leftAt} beside={false} /> },
              { label: words.seconds, value: duration(secondsOf(stage, now)) },
              { label: words.visits, value: stage.visits },
              { label: words.retries, value: stage.retries },
              { label: words.counts, value: countsText(stage.counts) },
              { label: words.bytes, value: bytes(stage.bytes) },
              ...(stage.failure ? [{ label: words.failure, value: stage.failure }] : []),
            ]}
          />
        ))}
      </SpaceBetween>
    </section>
  );
}

export function countsText(counts: Readonly<Record<string, number>> | undefined): string {
  const all = Object.entries(counts ?? {});
  return all.length === 0 ? '–' : all.map(([name, count]) => `${name} ${count}`).join(', ');
}
