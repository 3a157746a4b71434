import type { FaultCode } from '../../domain/errors.ts';
import { hasEnded, isDisrupted } from './diagnose.ts';
import { lastProgressLine } from './mover-report.ts';
import { parseProgress } from './parse-progress.ts';
import {
  base,
  type ContainerEnd,
  type ContainerState,
  endState,
  failed,
  logOf,
  lossOf,
  type ReadState,
  readEnd,
  readStart,
  type Seen,
} from './read-container.ts';
import { progressOfTurn, readTurns, type Told } from './read-turns.ts';

/** How far it is. */
export interface PodOfSeveral {
  hasBegun: boolean;
  /** Since one of them ended; 0 while one runs. */
  idleSeconds: number;
}

/**
 * Those that have their turns in one container. What they have done counts, whatever became of their pod; what the pod's end
 * kept them from is left to a Job of their own.
 */
export async function readRound(
  seen: Seen,
  movers: readonly string[],
  state: ContainerState,
  pod: PodOfSeveral,
): Promise<ReadState[]> {
  if (state.terminated) return await readEnds(seen, movers, state.terminated);
  const ended = hasEnded(seen.pod) ? 'its pod ended before its turn came' : undefined;
  const lost = lossOf(seen) ?? ended;
  const each = movers.map((mover) => ({ ...seen, mover }));
  if (lost) return each.map((one) => unbegun(one, 'mover.failed', lost));
  if (state.running) return await readTurn(seen, each, state.running);
  // An old kubelet may start nothing more after a container whose child was killed; a new one, whose claim is going.
  if (pod.idleSeconds > seen.settings.startTimeoutSeconds) {
    const idle = `it did not start within ${seen.settings.startTimeoutSeconds} s after the one before it had ended`;
    return each.map((one) => unbegun(one, 'mover.not_started', idle));
  }
  if (pod.hasBegun) return each.map((one) => ({ ...base(one), phase: 'starting' }));
  const start = await readStart(seen);
  // One of their claims may keep all of them from starting.
  return each.map((one) => ({ ...start, ...base(one), ...(start.phase === 'failed' ? { unbegun: true } : {}) }));
}

/** Those of one container that runs: whose turn it is says the log. */
async function readTurn(
  { clock, ...seen }: Seen,
  movers: readonly Seen[],
  { startedAt }: { startedAt?: string },
): Promise<ReadState[]> {
  const log = await logOf({ clock, ...seen }, { tailLines: 5, hurry: true });
  if (readTurns(log).ends.has(movers.length - 1)) {
    const done = doneBy(movers, readTurns(await logOf({ clock, ...seen }, { tailLines: 1_000 })));
    if (done) return done;
  }
  const line = lastProgressLine(log);
  const told = progressOfTurn(line) ?? { at: 0, line, startedAt };
  return movers.map((one, at): ReadState => {
    const known = { ...base(one), ...(startedAt ? { startedAt } : {}) };
    if (at > told.at) return { ...known, phase: 'starting' };
    const progress = at === told.at ? parseProgress(told.line, told.startedAt, clock.now()) : undefined;
    return { ...known, phase: 'running', ...(progress ? { progress } : {}) };
  });
}

/**
 * A kubelet sees a second late that a container has ended. Where all have told that they did their work, that second is not
 * waited for; where one has not, the container's end says more.
 */
function doneBy(movers: readonly Seen[], { ends }: Told): ReadState[] | undefined {
  const read = movers.flatMap((one, at) => {
    const own = ends.get(at);
    return own ? endState(one, { ...own, exitCode: 0 }, own.report) : [];
  });
  return read.length === movers.length && read.every(({ phase }) => phase === 'succeeded') ? read : undefined;
}

/** Each has told its own end, but for the one whose turn it was when all of the container was killed. */
async function readEnds(seen: Seen, movers: readonly string[], end: ContainerEnd): Promise<ReadState[]> {
  let told = readTurns(end.message);
  if (told.ends.size < movers.length) told = readTurns(end.message, await logOf(seen, { tailLines: 1_000 }));
  // Alone in its container, where whose turn it was is no question; one of an earlier release does not number them.
  if (told.current === undefined && movers.length === 1) {
    return [givenBack(await readEnd({ ...seen, ...(movers[0] ? { mover: movers[0] } : {}) }, end))];
  }
  return movers.map((mover, at) => {
    const one = { ...seen, mover };
    const own = told.ends.get(at);
    if (own) return givenBack(endState(one, { ...own, exitCode: 0 }, own.report));
    if (at === told.current && end.exitCode !== 0) return givenBack(endState(one, end, undefined));
    return unbegun(one, 'mover.failed', 'its pod ended before its turn came, or before it could tell what it had done');
  });

  function givenBack(state: ReadState): ReadState {
    return state.phase === 'failed' && isDisrupted(seen.pod) ? { ...state, unbegun: true } : state;
  }
}

function unbegun(seen: Seen, code: FaultCode, why: string): ReadState {
  return { ...failed(seen, code, why), unbegun: true };
}
