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
import { lastProgressLine, parseReport } from './mover-report.ts';
import { parseProgress } from './parse-progress.ts';
import { ALONE, REPOSITORY_ANNOTATION } from './render-mover.ts';

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
  /** Of several that share the Job. */
  container?: string;
}

interface ContainerState {
  running?: { startedAt?: string };
  terminated?: { exitCode: number; reason?: string; message?: string; startedAt?: string; finishedAt?: string };
}

/** How far the pod of several is. */
interface Turn {
  hasBegun: boolean;
  /** Since one of them ended; 0 while one runs. */
  idleSeconds: number;
}

type ReadState = MoverState & Verification;

/** What one Job and its newest pod say of its movers. A verdict of the pod counts before the Job controller has seen it. */
export async function readMovers(seen: SeenJob): Promise<MoverState[]> {
  const { initContainers, containers } = seen.job.spec?.template?.spec ?? {};
  const names = [...listOf(initContainers), ...listOf(containers)].map(({ name }) => String(name));
  if (names.length === 0 || names[0] === ALONE) {
    const { verified: _, unverified: _u, ...state } = await readMover(seen);
    return [state];
  }
  const { initContainerStatuses, containerStatuses } = seen.pod?.status ?? {};
  const statuses = [...listOf(initContainerStatuses), ...listOf(containerStatuses)];
  const stateOf = (name: string): ContainerState => statuses.find((status) => status.name === name)?.state ?? {};
  const states = names.map(stateOf);
  const ends = states.flatMap(({ terminated }) => terminated?.finishedAt ?? []).toSorted();
  const now = seen.clock.now().getTime();
  const turn: Turn = {
    hasBegun: states.some(({ running, terminated }) => running ?? terminated),
    idleSeconds: states.some(({ running }) => running) ? 0 : (now - Date.parse(ends.at(-1) ?? '')) / 1000,
  };
  const read = await Promise.all(
    names.map(async (name) => await readShared({ ...seen, container: name }, stateOf(name), turn)),
  );
  return read.map((state, at) => withVerdict(state, read.slice(at + 1)));
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
 * One of several in turn. What it has done counts, whatever became of its pod; what the pod's end kept it from is left to
 * a Job of its own.
 */
async function readShared(seen: Seen, state: ContainerState, turn: Turn): Promise<ReadState> {
  if (state.terminated) {
    const end = await readEnd(seen, state.terminated);
    return end.phase === 'failed' && isDisrupted(seen.pod) ? { ...end, unbegun: true } : end;
  }
  const ended = hasEnded(seen.pod) ? 'its pod ended before its turn came' : undefined;
  const lost = lossOf(seen) ?? ended;
  if (lost) return { ...failed(seen, 'mover.failed', lost), unbegun: true };
  if (state.running) return await readRunning(seen, state.running);
  // An old kubelet may start nothing more after a container whose child was killed; a new one, whose claim is going.
  if (turn.idleSeconds > seen.settings.startTimeoutSeconds) {
    const idle = `it did not start within ${seen.settings.startTimeoutSeconds} s after the one before it had ended`;
    return { ...failed(seen, 'mover.not_started', idle), unbegun: true };
  }
  if (turn.hasBegun) return { ...base(seen), phase: 'starting' };
  const start = await readStart(seen);
  // One of their claims may keep all of them from starting.
  return start.phase === 'failed' ? { ...start, unbegun: true } : start;
}

/** Why nothing more comes of the Job's pod, though no end of it is seen. */
function lossOf({ clock, job, pod }: Seen): string | undefined {
  return endOf(job) ?? (isForsaken(pod, clock.now()) ? silentNodeOf(pod) : undefined);
}

async function readRunning(seen: Seen, { startedAt }: { startedAt?: string }): Promise<MoverState> {
  const log = await logOf(seen, { tailLines: 5, hurry: true });
  const progress = parseProgress(lastProgressLine(log), startedAt, seen.clock.now());
  return { ...base(seen), phase: 'running', ...(startedAt ? { startedAt } : {}), ...(progress ? { progress } : {}) };
}

async function readEnd(seen: Seen, end: NonNullable<ContainerState['terminated']>): Promise<ReadState> {
  const report = parseReport(end.message, undefined) ?? parseReport(undefined, await logOf(seen, { tailLines: 20 }));
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

function secondsOf({ startedAt = '', finishedAt = '' }: NonNullable<ContainerState['terminated']>) {
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

function base({ container, job }: Seen): Omit<MoverState, 'phase'> {
  const { name, labels = {}, annotations = {}, creationTimestamp } = job.metadata;
  const volumeId = labels[VOLUME];
  const [clusterId, namespace] = (annotations[REPOSITORY_ANNOTATION] ?? '').split('/');
  return {
    mover: container ?? name,
    job: name,
    ...(volumeId ? { volumeId } : {}),
    ...(clusterId && namespace ? { repository: { clusterId, namespace } } : {}),
    attempt: Number(labels[ATTEMPT] ?? 1),
    role: roleIn(labels) ?? 'mover',
    ...(creationTimestamp ? { createdAt: creationTimestamp } : {}),
  };
}
