import type { Schemas } from '../../client/client.ts';
import type { Shell } from '../shell.ts';
import { ageOf, bytesOf, durationOf } from './units.ts';

type Operation = Schemas['Operation'];
type Volume = Schemas['Volume'];

/** What of an operation moves. */
export interface Progress {
  operation: Operation;
  /** Of its volumes, as far as they were looked at. */
  volumes: readonly Volume[];
}

const SETTLED = new Set(['Done', 'Failed', 'Excluded', 'NoData', 'Ephemeral', 'Gone']);

/** One line: rewritten on a terminal; elsewhere one more wherever something else than bytes has changed. */
export function createProgressLine(shell: Shell): { show(progress: Progress): void; end(): void } {
  let shown = '';
  return {
    show(progress) {
      if (shell.isTerminal) {
        const line = [stepOf(progress), movedOf(progress), ageOf(progress.operation.createdAt, shell.now())];
        shell.err(`\r\u001b[K${cut(line.filter(Boolean).join('  '), shell.width - 1)}`);
        shown = 'open';
        return;
      }
      const step = stepOf(progress);
      if (step !== shown) shell.err(`${[step, movedOf(progress)].filter(Boolean).join('  ')}\n`);
      shown = step;
    },
    end() {
      if (shell.isTerminal && shown !== '') shell.err('\r\u001b[K');
    },
  };
}

function stepOf({ operation, volumes }: Progress): string {
  const { phase, stage, queuedBehind, unreachableSince, cancelRequestedAt } = operation;
  const counted = volumes.filter(({ phase: one }) => one !== 'Excluded');
  // one that is copied is Done only once the backup is sealed
  const settled = counted.filter(({ phase: one, result }) => result !== undefined || SETTLED.has(one)).length;
  return [
    phase === 'InProgress' ? (stage ?? phase) : phase,
    counted.length > 0 ? `${settled}/${counted.length} volumes` : '',
    queuedBehind ? `behind ${queuedBehind}` : '',
    unreachableSince ? 'the cluster does not answer' : '',
    cancelRequestedAt ? 'cancelling' : '',
  ]
    .filter(Boolean)
    .join('  ');
}

function movedOf({ operation, volumes }: Progress): string {
  const moving = volumes.flatMap(({ progress, result }) => (progress && !result ? [progress] : []));
  const done = volumes.reduce((sum, { progress, result }) => sum + (result?.bytes ?? progress?.bytes ?? 0), 0);
  const total = volumes.reduce((sum, { progress, result }) => sum + (result?.bytes ?? progress?.totalBytes ?? 0), 0);
  const bytes = Math.max(done, operation.bytes);
  const rate = moving.reduce((sum, { bytesPerSecond = 0 }) => sum + bytesPerSecond, 0);
  const left = Math.max(0, ...moving.map(({ secondsLeft = 0 }) => secondsLeft));
  return [
    bytes === 0 ? '' : total > bytes ? `${bytesOf(bytes)} of ${bytesOf(total)}` : bytesOf(bytes),
    rate > 0 ? `${bytesOf(rate)}/s` : '',
    left > 0 ? `${durationOf(left)} left` : '',
  ]
    .filter(Boolean)
    .join('  ');
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
