import { answered, type Schemas } from '../../client/client.ts';
import { CliError, Ended, EXIT, type ExitCode } from '../exit.ts';
import { at, readOperation } from '../kinds/operations.ts';
import { createProgressLine } from '../output/progress.ts';
import { durationOf } from '../output/units.ts';
import type { Session } from '../session.ts';
import { NoAnswer } from './send.ts';

type Operation = Schemas['Operation'];

const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Cancelled', 'Skipped', 'Missed', 'Deleted']);
const OFTEN_MS = 250;
const SELDOM_MS = 2_000;
/** Often in the first seconds, in which most of it is seen. */
const OFTEN_FOR_MS = 15_000;

export function hasEnded({ phase }: Pick<Operation, 'phase'>): boolean {
  return ENDED.has(phase);
}

/**
 * Shows how it goes on stderr until it has ended. An API that does not answer for a while is waited for.
 * @throws CliError at the timeout; Ended after Ctrl-C. The operation goes on in both cases, and is told how it is cancelled
 */
export async function follow(session: Session, id: string, timeoutMs = Number.POSITIVE_INFINITY): Promise<Operation> {
  const { shell } = session;
  const interrupts = shell.interrupts();
  const line = createProgressLine(shell);
  const began = shell.now();
  try {
    for (;;) {
      const operation = await look(session, id);
      if (operation) {
        if (hasEnded(operation)) return operation;
        line.show({ operation, volumes: await volumesOf(session, operation) });
      }
      const waited = shell.now() - began;
      if (waited >= timeoutMs) throw timedOut(id, waited);
      const pause = waited < OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS;
      await shell.pause(Math.min(pause, timeoutMs - waited), interrupts);
      if (interrupts.aborted) throw left(session, id, () => line.end());
    }
  } finally {
    line.end();
  }
}

/** undefined while the API does not answer. */
async function look(session: Session, id: string): Promise<Operation | undefined> {
  try {
    return await readOperation(session.api, id);
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

async function volumesOf({ api }: Session, { id, kind, phase }: Operation): Promise<Schemas['Volume'][]> {
  if (phase !== 'InProgress' || !['backup', 'restore'].includes(kind)) return [];
  const params = { ...at(id).params, query: { limit: 200 } };
  // the line is as good without them
  return await answered(api.GET('/v1/operations/{id}/volumes', { params })).then(
    ({ items }) => items,
    () => [],
  );
}

function timedOut(id: string, waitedMs: number): CliError {
  return new CliError(EXIT.timedOut, `${id} has not ended within ${durationOf(waitedMs / 1000)}; it goes on`, ways(id));
}

function left({ shell }: Session, id: string, endLine: () => void): Ended {
  endLine();
  shell.err([`${id} goes on`, ...ways(id)].map((text) => `${text}\n`).join(''));
  return new Ended(EXIT.interrupted);
}

function ways(id: string): string[] {
  return [`look again: snapferry wait ${id}`, `cancel it:  snapferry cancel ${id}`];
}

/** What the end of an awaited operation is for a script. */
export function exitOf({ phase, deletion }: Operation): ExitCode {
  const end = deletion && (phase === 'Deleting' || phase === 'Deleted') ? deletion.from : phase;
  if (end === 'Cancelled') return EXIT.cancelled;
  return end === 'Succeeded' ? EXIT.done : EXIT.failed;
}
