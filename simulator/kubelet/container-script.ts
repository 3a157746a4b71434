import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { delay } from '../clock.ts';
import type { KubeObject } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import {
  type ExecEnd,
  type ExecOutput,
  messageLimit,
  type ReadyContainer,
  type RunExecs,
  type RunJobs,
  type RunningContainer,
  type RunningExec,
  type RunResult,
} from './run.ts';

/** Lets a test's script answer for a container. */
export function startScript(
  { clock, activity }: Simulation,
  runJobs: RunJobs,
  { pod, container, environment, mounts }: ReadyContainer,
  job: KubeObject | undefined,
  logFile: string | undefined,
): RunningContainer {
  const abort = new AbortController();
  const killed = new Promise<RunResult>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve({ exitCode: abort.signal.reason === 'SIGTERM' ? 143 : 137 }));
  });
  async function play(): Promise<RunResult> {
    const end = activity.begin();
    const result = await Promise.resolve(
      runJobs({ job, pod, container: container.name, environment, mounts, signal: abort.signal }),
    ).finally(end);
    if (result.afterMs !== undefined && result.afterMs > 0) await delay(clock, result.afterMs);
    if (logFile !== undefined && result.log !== undefined) {
      mkdirSync(dirname(logFile), { recursive: true });
      writeFileSync(logFile, result.log);
    }
    return result.message === undefined ? result : { ...result, message: result.message.slice(0, messageLimit) };
  }
  return { ended: Promise.race([play(), killed]), kill: (signal) => abort.abort(signal) };
}

/** Lets a test's script answer for a command run in a container. */
export function startExecScript(
  { clock, activity }: Simulation,
  runExecs: RunExecs,
  { pod, container }: Pick<ReadyContainer, 'pod' | 'container'>,
  { command, output }: { command: string[]; output: ExecOutput },
): RunningExec {
  const abort = new AbortController();
  const killed = new Promise<ExecEnd>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve({ exitCode: 137 }));
  });
  async function play(): Promise<ExecEnd> {
    const end = activity.begin();
    const { exitCode, stdout, stderr, afterMs } = await Promise.resolve(
      runExecs({ pod, container: container.name, command, signal: abort.signal }),
    ).finally(end);
    if (afterMs === Number.POSITIVE_INFINITY) return await killed;
    if (afterMs !== undefined && afterMs > 0) await delay(clock, afterMs);
    if (stdout) output('stdout', Buffer.from(stdout));
    if (stderr) output('stderr', Buffer.from(stderr));
    return { exitCode };
  }
  return { ended: Promise.race([play(), killed]), stdin: () => {}, kill: () => abort.abort() };
}
