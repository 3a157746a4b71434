import { conditionsOf } from '../../domain/cluster/conditions.ts';
import { Fault, type FaultCode, failureOf } from '../../domain/errors.ts';
import { keepTokenOf } from '../../domain/location/maintenance.ts';
import { ATTEMPT, roleIn, VOLUME } from '../../domain/manifest/labels.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import { acceptResult, type Verification } from './accept-result.ts';
import { diagnose, hasEnded, hopelessReason, isDisrupted, isForsaken, startableSince } from './diagnose.ts';
import type { MoverSettings, MoverState } from './mover.ts';
import { lastProgressLine, type MoverReport, parseReport, successInLog } from './mover-report.ts';
import { parseProgress } from './parse-progress.ts';
import { progressOfTurn, readTurns, type Told } from './read-turns.ts';
import { ALONE, REPOSITORY_ANNOTATION } from './render-mover.ts';
import { moversIn } from './turns.ts';

interface SeenJob {
  cluster: Cluster;
  clock: Clock;
  operationId: string;
  settings: MoverSettings;
  job: KubeObject;
  /** The newest pod of the Job. */
  pod: KubeObject | undefined;
}

interface Seen extends SeenJob {
  /** Of those that share the Job. */
  container?: string;
  mover?: string;
}

interface ContainerEnd {
  exitCode: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
}

interface ContainerState {
  running?: { startedAt?: string };
  terminated?: ContainerEnd;
}

/** How far it is. */
interface PodOfSeveral {
  hasBegun: boolean;
  /** Since one of them ended; 0 while one runs. */
  idleSeconds: number;
}

type ReadState = MoverState & Verification;

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

/**
 * Those that have their turns in one container. What they have done counts, whatever became of their pod; what the pod's end
 * kept them from is left to a Job of their own.
 */
async function readRound(
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

/** Why nothing more comes of the Job's pod, though no end of it is seen. */
function lossOf({ clock, job, pod }: Seen): string | undefined {
  return endOf(job) ?? (isForsaken(pod, clock.now()) ? silentNodeOf(pod) : undefined);
}

async function readRunning(seen: Seen, { startedAt }: { startedAt?: string }): Promise<ReadState> {
  const log = await logOf(seen, { tailLines: 5, hurry: true });
  const done = successInLog(log);
  if (done) {
    const { finishedAt, report } = done;
    const end = endState(seen, { exitCode: 0, finishedAt, ...(startedAt ? { startedAt } : {}) }, report);
    if (end.phase === 'succeeded') return end;
  }
  const progress = parseProgress(lastProgressLine(log), startedAt, seen.clock.now());
  return { ...base(seen), phase: 'running', ...(startedAt ? { startedAt } : {}), ...(progress ? { progress } : {}) };
}

async function readEnd(seen: Seen, end: ContainerEnd): Promise<ReadState> {
  const report = parseReport(end.message, undefined) ?? parseReport(undefined, await logOf(seen, { tailLines: 20 }));
  return endState(seen, end, report);
}

function endState(seen: Seen, end: ContainerEnd, report: MoverReport | undefined): ReadState {
  const verdict = acceptResult(end, report, seen.operationId);
  const known = { ...base(seen), ...(end.startedAt ? { startedAt: end.startedAt } : {}) };
  return verdict.accepted
    ? {
        ...known,
        phase: 'succeeded',
        ...(verdict.result ? { result: { ...verdict.result, ...secondsOf(end) } } : {}),
        ...(verdict.facts ? { facts: verdict.facts } : {}),
        ...(verdict.unverified ? { unverified: verdict.unverified } : {}),
        ...(verdict.verified ? { verified: verdict.verified } : {}),
        ...(verdict.maintenance ? { maintenance: verdict.maintenance } : {}),
      }
    : { ...known, phase: 'failed', failure: verdict.failure, ...(verdict.outOfMemory ? { outOfMemory: true } : {}) };
}

function secondsOf({ startedAt = '', finishedAt = '' }: ContainerEnd) {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return seconds >= 0 ? { seconds } : {};
}

async function readStart(seen: Seen): Promise<MoverState> {
  const { cluster, clock, job, pod, settings } = seen;
  const hopeless = hopelessReason(pod);
  if (hopeless) return failed(seen, 'mover.not_started', hopeless);
  const waited = (clock.now().getTime() - Date.parse(startableSince(job, pod) ?? '')) / 1000;
  if (!(waited > settings.startTimeoutSeconds)) return { ...base(seen), phase: 'starting' };
  // of a pod that was taken away the Job says why there is no other
  const why = await diagnose(cluster, job, isDisrupted(pod) ? undefined : pod);
  return failed(seen, 'mover.not_started', `not started after ${settings.startTimeoutSeconds} s: ${why}`);
}

/** How the Job ended although no pod tells: a pod that was deleted, or the deadline. */
function endOf(job: KubeObject): string | undefined {
  const end = conditionsOf(job).find(
    ({ type, status }) => status === 'True' && (type === 'Failed' || type === 'Complete'),
  );
  if (!end) return undefined;
  if (end.type === 'Complete') return 'its pod is gone, and with it its result';
  if (end.reason === 'DeadlineExceeded') return `it ran longer than ${job.spec?.activeDeadlineSeconds} s`;
  return `its pod was deleted or lost (${[end.reason, end.message].filter(Boolean).join(': ')})`;
}

function silentNodeOf(pod: KubeObject | undefined): string {
  const { name, deletionTimestamp } = pod?.metadata ?? {};
  return `its node does not answer: ${pod?.spec?.nodeName} was to end ${name} by ${deletionTimestamp}`;
}

/** Reading a log needs the node: where it does not answer, there is no progress, and that is all. */
async function logOf(
  { cluster, container, pod }: Seen,
  wanted: { tailLines: number; hurry?: boolean },
): Promise<string | undefined> {
  if (!pod) return undefined;
  const { namespace, name } = pod.metadata;
  try {
    const which = container ? { container } : {};
    return await cluster.logs(namespace ?? cluster.ownNamespace, name, { ...which, ...wanted, limitBytes: 65_536 });
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined;
    throw thrown;
  }
}

function failed(seen: Seen, code: FaultCode, why: string): MoverState {
  return { ...base(seen), phase: 'failed', failure: failureOf(new Fault(code, why)) };
}

function unbegun(seen: Seen, code: FaultCode, why: string): ReadState {
  return { ...failed(seen, code, why), unbegun: true };
}

function base({ job, mover }: Seen): Omit<MoverState, 'phase'> {
  const { name, labels = {}, annotations = {}, creationTimestamp } = job.metadata;
  const volumeId = labels[VOLUME];
  const [clusterId, namespace] = (annotations[REPOSITORY_ANNOTATION] ?? '').split('/');
  return {
    mover: mover ?? name,
    job: name,
    ...(volumeId ? { volumeId } : {}),
    ...(clusterId && namespace ? { repository: { clusterId, namespace } } : {}),
    attempt: Number(labels[ATTEMPT] ?? 1),
    role: roleIn(labels) ?? 'mover',
    ...(creationTimestamp ? { createdAt: creationTimestamp } : {}),
  };
}
