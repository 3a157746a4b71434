import { type MoverReport, parseReport } from './mover-report.ts';

/** What a container of several turns has told of them; see turns-script.ts. */
export interface Told {
  /** By the number of the turn: those that ended with a result. */
  ends: ReadonlyMap<number, { report: MoverReport; startedAt: string; finishedAt: string }>;
  /** The last turn that has begun. */
  current: number | undefined;
}

const TURN = /^snapferry-turn (\d+) (\d+)(?: (\d+) (.*))?$/;

/** @param texts the termination message and the log: what one of them has lost the other may have */
export function readTurns(...texts: readonly (string | undefined)[]): Told {
  const ends = new Map<number, { report: MoverReport; startedAt: string; finishedAt: string }>();
  const begun: number[] = [];
  for (const line of texts.flatMap((text) => text?.split('\n') ?? [])) {
    const [, at, began, ended, said] = TURN.exec(line) ?? [];
    if (at === undefined) continue;
    begun.push(Number(at));
    const report = parseReport(said, undefined);
    if (report) ends.set(Number(at), { report, startedAt: timeOf(began), finishedAt: timeOf(ended) });
  }
  return { ends, current: begun.length > 0 ? Math.max(...begun) : undefined };
}

function timeOf(seconds: string | undefined): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

const OF_TURN = /^(\d+)@(\d+) (.*)$/;

/** Whose progress a line tells, and since when it has its turn. */
export function progressOfTurn(line: string | undefined): { at: number; startedAt: string; line: string } | undefined {
  const [, at, began, rest] = OF_TURN.exec(line ?? '') ?? [];
  return rest === undefined ? undefined : { at: Number(at), startedAt: timeOf(began), line: rest };
}
