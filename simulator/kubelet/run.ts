import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { delay } from '../clock.ts';
import { type KubeObject, nameOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { expand, resolveEnvironment } from './environment.ts';
import { createRewriter, type Mount, mountsOf, prepareVolumes } from './mounts.ts';
import type { Processes } from './processes.ts';
import type { Container, Pod } from './types.ts';

/** What a container came to. */
export interface RunResult {
  exitCode: number;
  /** The termination message, cut at 4096 bytes. */
  message?: string;
  reason?: string;
  log?: string;
  /** How long it takes, by the simulator's clock; 0 by default. */
  afterMs?: number;
}

/** Stands in for the processes of a Job's pod, for tests in virtual time. */
export type RunJobs = (run: {
  job: KubeObject | undefined;
  pod: KubeObject;
  container: string;
  environment: Record<string, string>;
  mounts: Mount[];
  signal: AbortSignal;
}) => RunResult | Promise<RunResult>;

export interface RunningContainer {
  ended: Promise<RunResult>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface RunnerOptions {
  simulation: Simulation;
  processes: Processes;
  /** Absent: nothing is on disk, so nothing can run and runJobs answers. */
  root?: string;
  /** Comes first on the PATH of every container: where kopia is. */
  toolPath?: string;
  runJobs?: RunJobs;
}

export interface Runner {
  /** Throws MissingReference. */
  start(pod: Pod, container: Container, job: KubeObject | undefined): RunningContainer;
  logFile(podUid: string, container: string): string | undefined;
  podFolder(podUid: string): string | undefined;
}

const messageLimit = 4096;
/** The entrypoint of the one image that the product runs without a command. */
const entrypoint = ['kopia'];

export function createRunner(options: RunnerOptions): Runner {
  const { simulation, processes, root, toolPath, runJobs } = options;

  const podFolder = (uid: string) => (root === undefined ? undefined : join(root, 'pods', uid));
  const logFile = (uid: string, container: string) =>
    root === undefined ? undefined : join(root, 'pods', uid, `${container}.log`);

  function startProcess(
    pod: Pod,
    container: Container,
    environment: Record<string, string>,
    mounts: Mount[],
    folder: string,
  ): RunningContainer {
    const home = join(folder, 'home');
    const messageFile = join(folder, `${container.name}.termination-log`);
    mkdirSync(home, { recursive: true });
    writeFileSync(messageFile, '');
    const messagePath = container.terminationMessagePath ?? '/dev/termination-log';
    const rewrite = createRewriter([...mounts, { mountPath: messagePath, folder: messageFile }]);
    const text = (one: string) => rewrite(expand(one, environment));
    const path = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
    const log = join(folder, `${container.name}.log`);
    // Virtual time does not pass while real work is done.
    const release = simulation.clock.hold?.();
    const started = processes.start({
      podUid: pod.metadata.uid,
      container: container.name,
      command: [...(container.command ?? entrypoint), ...(container.args ?? [])].map(text),
      environment: {
        PATH: [...(toolPath === undefined ? [] : [toolPath]), ...path].join(':'),
        HOME: home,
        TMPDIR: home,
        HOSTNAME: nameOf(pod),
        ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, rewrite(value)])),
      },
      folder: workingFolder(container, rewrite) ?? home,
      logFile: log,
    });
    return {
      kill: started.kill,
      ended: started.ended.then(({ exitCode, problem }) => {
        release?.();
        const written = problem ?? messageIn(messageFile);
        const message =
          written === '' && exitCode !== 0 && container.terminationMessagePolicy === 'FallbackToLogsOnError'
            ? lastOf(log)
            : written;
        return {
          exitCode,
          ...(message === '' ? {} : { message }),
          ...(problem === undefined ? {} : { reason: 'StartError' }),
        };
      }),
    };
  }

  function startScripted(
    pod: Pod,
    container: Container,
    environment: Record<string, string>,
    mounts: Mount[],
    job: KubeObject | undefined,
  ): RunningContainer {
    const abort = new AbortController();
    const killed = new Promise<RunResult>((resolve) => {
      abort.signal.addEventListener('abort', () =>
        resolve({ exitCode: abort.signal.reason === 'SIGTERM' ? 143 : 137 }),
      );
    });
    const script: RunJobs = runJobs ?? (() => ({ exitCode: 0 }));
    async function play(): Promise<RunResult> {
      const end = simulation.activity.begin();
      const result = await Promise.resolve(
        script({ job, pod, container: container.name, environment, mounts, signal: abort.signal }),
      ).finally(end);
      if (result.afterMs !== undefined && result.afterMs > 0) await delay(simulation.clock, result.afterMs);
      const file = logFile(pod.metadata.uid, container.name);
      if (file !== undefined && result.log !== undefined) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, result.log);
      }
      return result.message === undefined ? result : { ...result, message: result.message.slice(0, messageLimit) };
    }
    return { ended: Promise.race([play(), killed]), kill: (signal) => abort.abort(signal) };
  }

  return {
    podFolder,
    logFile,
    start(pod, container, job) {
      const folder = podFolder(pod.metadata.uid);
      const mounts = mountsOf(container, prepareVolumes(simulation, pod, folder));
      const environment = resolveEnvironment(simulation.store, pod, container);
      if (folder === undefined || runJobs !== undefined) return startScripted(pod, container, environment, mounts, job);
      return startProcess(pod, container, environment, mounts, folder);
    },
  };
}

/** A working directory counts where it lies on a mount: the host has no other of the image's folders. */
function workingFolder({ workingDir }: Container, rewrite: (text: string) => string): string | undefined {
  const folder = workingDir === undefined ? undefined : rewrite(workingDir);
  return folder === undefined || folder === workingDir ? undefined : folder;
}

/** FallbackToLogsOnError: the last 2048 bytes or 80 lines, whichever is smaller. */
/** A container may have taken its file away, and whoever started the simulator the whole folder. */
function messageIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, messageLimit);
  } catch {
    return '';
  }
}

function lastOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').slice(-2048).split('\n').slice(-80).join('\n');
  } catch {
    return '';
  }
}
