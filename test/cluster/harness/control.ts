import { readFile, rename, writeFile } from 'node:fs/promises';
import { withLock } from '../../../tools/build/lock.ts';
import type { Report } from '../../../tools/build/progress.ts';
import { until } from '../../support/until.ts';
import { isApiReady } from './api.ts';
import type { Cluster } from './cluster.ts';
import { restartDaemon, stopDaemon } from './daemons.ts';
import { kubectl } from './kubectl.ts';
import { startKubelet as launchKubelet } from './kubelet.ts';
import { ensureBucket } from './s3.ts';

/**
 * What a test does to a cluster. Each function is idempotent; a start returns when the part works again.
 * The API server and the S3 server die at once, as in a crash.
 */
export async function stopKubelet({ settings }: Cluster): Promise<void> {
  await stopDaemon(settings, 'kubelet', 'SIGTERM');
}

export async function startKubelet({ settings, programs }: Cluster): Promise<void> {
  await launchKubelet(settings, programs.hyperkube);
}

export async function stopApiServer({ settings }: Cluster): Promise<void> {
  await stopDaemon(settings, 'kube-apiserver', 'SIGKILL');
}

export async function startApiServer({ settings }: Cluster): Promise<void> {
  await restartDaemon(settings, 'kube-apiserver');
  await until('the API server to be ready', 60, async () => await isApiReady(settings));
}

export async function stopS3({ settings }: Cluster): Promise<void> {
  await stopDaemon(settings, 'versitygw', 'SIGKILL');
}

export async function startS3({ settings, s3 }: Cluster): Promise<void> {
  await restartDaemon(settings, 'versitygw');
  await until('the S3 server to be ready', 20, async () => await ensureBucket(s3));
}

/** Deletes a pod without grace, as an eviction or a lost node would; fails if there is none of that name. */
export async function killPod(cluster: Cluster, namespace: string, name: string): Promise<void> {
  await kube(cluster, ['delete', 'pod', name, `--namespace=${namespace}`, '--grace-period=0', '--force']);
}

/** Runs kubectl as the cluster's admin and returns what it printed. */
export async function kube(cluster: Cluster, args: readonly string[], input = ''): Promise<string> {
  return await kubectl({ hyperkube: cluster.programs.hyperkube, kubeconfig: cluster.kubeconfig }, args, input);
}

/** Applies objects as a test's user would. */
export async function apply(cluster: Cluster, objects: readonly unknown[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await kube(cluster, ['apply', '--server-side', '--filename', '-'], list);
}

/** How often a call fails (for ever without `times`; counted per volume or snapshot), with which gRPC code and message. */
export type Failure = { readonly times?: number; readonly message?: string; readonly code?: string };

/** The first rule that matches counts. Names are globs, and match everything when absent. */
export type KnobRule = {
  readonly driver?: string;
  /** Namespace and name of the claim that the volume was made for. */
  readonly namespace?: string;
  readonly claim?: string;
  /** Name of the VolumeSnapshot. */
  readonly snapshot?: string;
  /** From the first request to the cut. */
  readonly cutDelaySeconds?: number;
  /** From the cut to readyToUse: creationTime is there, readyToUse is false. */
  readonly readyDelaySeconds?: number;
  readonly failBeforeCut?: Failure;
  /** The snapshot is made, yet the call fails; the retry finds it. */
  readonly failAfterCut?: Failure;
  readonly failProvision?: Failure;
  readonly failPublish?: Failure;
  readonly failDelete?: Failure;
};

/**
 * Turns the drivers' knobs from the next call on; all counts start anew. Without rules the drivers behave.
 * It replaces the rules of this file of tests only: those of files that run beside it stay, those of files that have ended go.
 */
export async function setKnobs({ csiKnobs }: Cluster, rules: readonly KnobRule[]): Promise<void> {
  const mine = rules.map((rule) => ({ ...rule, setBy: process.pid }));
  const unfinished = `${csiKnobs}.${process.pid}`;
  await withLock(`${csiKnobs}.lock`, quietly, async () => {
    const { rules: all } = JSON.parse(await readFile(csiKnobs, 'utf8')) as { rules: (KnobRule & { setBy?: number })[] };
    const others = all.filter(({ setBy }) => setBy !== undefined && setBy !== process.pid && isRunning(setBy));
    await writeFile(unfinished, JSON.stringify({ rules: [...mine, ...others], setAt: Date.now() }));
    await rename(unfinished, csiKnobs);
  });
}

const quietly: Report = () => () => undefined;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
