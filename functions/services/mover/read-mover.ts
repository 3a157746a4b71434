import { Fault, failureOf } from '../../domain/errors.ts';
import { keepTokenOf } from '../../domain/location/maintenance.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import { isDisrupted } from './diagnose.ts';
import type { MoverState } from './mover.ts';
import { lastProgressLine, successInLog } from './mover-report.ts';
import { parseProgress } from './parse-progress.ts';
import {
  base,
  type ContainerState,
  endState,
  failed,
  logOf,
  lossOf,
  type ReadState,
  readEnd,
  readStart,
  type Seen,
  type SeenJob,
} from './read-container.ts';
import { type PodOfSeveral, readRound } from './read-round.ts';
import { ALONE } from './render-mover.ts';
import { moversIn } from './turns.ts';

/** What one Job and its newest pod say of its movers. A verdict of the pod counts before the Job controller has seen it. */
export async function readMovers(seen: SeenJob): Promise<MoverState[]> {
  const { initContainers, containers } = seen.job.spec?.template?.spec ?? {};
  const all = [...listOf(initContainers), ...listOf(containers)];
  if (all.length === 0 || all[0]?.name === ALONE) {
    const { verified: _, unverified: _u, ...state } = await readMover(seen);
    return [state];
  }
  const { initContainerStatuses, containerStatuses } = seen.pod?.status ?? {};
  const statuses = [...listOf(initContainerStatuses), ...listOf(containerStatuses)];
  const stateOf = (name: unknown): ContainerState => statuses.find((status) => status.name === name)?.state ?? {};
  const states = all.map(({ name }) => stateOf(name));
  const ends = states.flatMap(({ terminated }) => terminated?.finishedAt ?? []).toSorted();
  const now = seen.clock.now().getTime();
  const pod: PodOfSeveral = {
    hasBegun: states.some(({ running, terminated }) => running ?? terminated),
    idleSeconds: states.some(({ running }) => running) ? 0 : (now - Date.parse(ends.at(-1) ?? '')) / 1000,
  };
  const read = await Promise.all(
    all.map(async (one) => {
      const container = { ...seen, container: String(one.name) };
      return await readRound(container, moversIn(one), stateOf(one.name), pod);
    }),
  );
  return read.flat().map((state, at, every) => withVerdict(state, every.slice(at + 1)));
}

/** What a later one was to look at counts once it has; where it did not, the next attempt looks, and uploads nothing twice. */
function withVerdict(read: ReadState, later: readonly ReadState[]): MoverState {
  const { unverified, verified: _verified, ...state } = read;
  const token = keepTokenOf(state.result?.kopiaId ?? '');
  if (!unverified || later.some(({ verified }) => verified?.includes(token))) return state;
  const { result: _result, facts: _facts, ...rest } = state;
  if (later.some(({ phase }) => phase === 'starting' || phase === 'running')) return { ...rest, phase: 'running' };
  const failure = failureOf(
    new Fault(
      'mover.failed',
      'what it had saved was not verified: the last mover of its pod on the same repository could not',
    ),
  );
  return { ...rest, phase: 'failed', unbegun: true, failure };
}

async function readMover(seen: Seen): Promise<ReadState> {
  const { pod } = seen;
  const state: ContainerState = pod?.status?.containerStatuses?.[0]?.state ?? {};
  if (state.terminated && !isDisrupted(pod)) return await readEnd(seen, state.terminated);
  const lost = lossOf(seen);
  if (lost) return failed(seen, 'mover.failed', lost);
  return state.running ? await readRunning(seen, state.running) : await readStart(seen);
}

async function readRunning(seen: Seen, { startedAt }: { startedAt?: string }): Promise<ReadState> {
  const log = await logOf(seen, { tailLines: 5, hurry: true });
  const done = successInLog(log);
  const end = done && endState(seen, { exitCode: 0, ...(startedAt ? { startedAt } : {}) }, done);
  if (end?.phase === 'succeeded') return end;
  const progress = parseProgress(lastProgressLine(log), startedAt, seen.clock.now());
  return { ...base(seen), phase: 'running', ...(startedAt ? { startedAt } : {}), ...(progress ? { progress } : {}) };
}
