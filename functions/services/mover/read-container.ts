import { conditionsOf } from '../../domain/cluster/conditions.ts';
import { Fault, type FaultCode, failureOf } from '../../domain/errors.ts';
import { ATTEMPT, roleIn, VOLUME } from '../../domain/manifest/labels.ts';
import type { Clock } from '../clock/clock.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import { acceptResult, type Verification } from './accept-result.ts';
import { diagnose, hopelessReason, isDisrupted, isForsaken, startableSince } from './diagnose.ts';
import type { MoverSettings, MoverState } from './mover.ts';
import { isFailure, type MoverReport, parseReport } from './mover-report.ts';
import { REPOSITORY_ANNOTATION } from './render-mover.ts';

export interface SeenJob {
  cluster: Cluster;
  clock: Clock;
  operationId: string;
  settings: MoverSettings;
  job: KubeObject;
  /** The newest pod of the Job. */
  pod: KubeObject | undefined;
}

export interface Seen extends SeenJob {
  /** Of those that share the Job. */
  container?: string;
  mover?: string;
}

export interface ContainerEnd {
  exitCode: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
}

export interface ContainerState {
  running?: { startedAt?: string };
  terminated?: ContainerEnd;
}

export type ReadState = MoverState & Verification;

export function endState(seen: Seen, end: ContainerEnd, report: MoverReport | undefined): ReadState {
  const verdict = acceptResult(end, report, seen.operationId);
  const known = { ...base(seen), ...(end.startedAt ? { startedAt: end.startedAt } : {}) };
  return verdict.accepted
    ? {
        ...known,
        phase: 'succeeded',
        ...(verdict.result ? { result: { ...verdict.result, ...secondsOf(end, report) } } : {}),
        ...(verdict.facts ? { facts: verdict.facts } : {}),
        ...(verdict.unverified ? { unverified: verdict.unverified } : {}),
        ...(verdict.verified ? { verified: verdict.verified } : {}),
        ...(verdict.maintenance ? { maintenance: verdict.maintenance } : {}),
      }
    : { ...known, phase: 'failed', failure: verdict.failure, ...(verdict.outOfMemory ? { outOfMemory: true } : {}) };
}

/** Of its work: its container may have ended later. */
function secondsOf({ startedAt = '', finishedAt = '' }: ContainerEnd, report: MoverReport | undefined) {
  const ended = report && !isFailure(report) ? report.ended : undefined;
  const seconds = (ended ?? Date.parse(finishedAt) / 1000) - Date.parse(startedAt) / 1000;
  return seconds >= 0 ? { seconds } : {};
}

export async function readStart(seen: Seen): Promise<MoverState> {
  const { cluster, clock, job, pod, settings } = seen;
  const hopeless = hopelessReason(pod);
  if (hopeless) return failed(seen, 'mover.not_started', hopeless);
  const waited = (clock.now().getTime() - Date.parse(startableSince(job, pod) ?? '')) / 1000;
  if (!(waited > settings.startTimeoutSeconds)) return { ...base(seen), phase: 'starting' };
  // of a pod that was taken away the Job says why there is no other
  const why = await diagnose(cluster, job, isDisrupted(pod) ? undefined : pod);
  return failed(seen, 'mover.not_started', `not started after ${settings.startTimeoutSeconds} s: ${why}`);
}

/** Why nothing more comes of the Job's pod, though no end of it is seen. */
export function lossOf({ clock, job, pod }: Seen): string | undefined {
  return endOf(job) ?? (isForsaken(pod, clock.now()) ? silentNodeOf(pod) : undefined);
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
export async function logOf(
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

export function failed(seen: Seen, code: FaultCode, why: string): MoverState {
  return { ...base(seen), phase: 'failed', failure: failureOf(new Fault(code, why)) };
}

export function base({ job, mover }: Seen): Omit<MoverState, 'phase'> {
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

export async function readEnd(seen: Seen, end: ContainerEnd): Promise<ReadState> {
  const report = parseReport(end.message, undefined) ?? parseReport(undefined, await logOf(seen, { tailLines: 20 }));
  return endState(seen, end, report);
}
