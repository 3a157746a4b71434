import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { expand } from './environment.ts';
import type { ExecProcesses } from './exec-processes.ts';
import { createRewriter } from './mounts.ts';
import type { Processes } from './processes.ts';
import { type ExecOutput, messageLimit, type ReadyContainer, type RunningContainer, type RunningExec } from './run.ts';
import type { Container } from './types.ts';

export interface ProcessHost {
  simulation: Simulation;
  processes: Processes;
  execs: ExecProcesses;
  /** Comes first on the PATH of every container: where kopia is. */
  toolPath: string | undefined;
}

/** Of the containers of a pod: what they write that lies on no volume, and is gone once they start anew. */
export function homeOf(podFolder: string): string {
  return join(podFolder, 'home');
}

/** The entrypoint of the one image that the product runs without a command. */
const entrypoint = ['kopia'];

/** Runs a container's command on this machine. */
export function startProcess(host: ProcessHost, ready: ReadyContainer, folder: string): RunningContainer {
  const { pod, container } = ready;
  const messageFile = join(folder, `${container.name}.termination-log`);
  const { text, setting } = settingOf(host, ready, folder, messageFile);
  writeFileSync(messageFile, '');
  // Virtual time does not pass while real work is done.
  const release = host.simulation.clock.hold?.();
  const started = host.processes.start({
    podUid: pod.metadata.uid,
    container: container.name,
    command: [...(container.command ?? entrypoint), ...(container.args ?? [])].map(text),
    ...setting,
    logFile: join(folder, `${container.name}.log`),
  });
  return {
    kill: started.kill,
    ended: started.ended.then(({ exitCode, problem }) => {
      release?.();
      const message = problem ?? contentOf(messageFile).slice(0, messageLimit);
      return {
        exitCode,
        ...(message === '' ? {} : { message }),
        ...(problem === undefined ? {} : { reason: 'StartError' }),
      };
    }),
  };
}

/** Runs a command as in the container: where its own runs, or would run. */
export function startExecProcess(
  host: ProcessHost,
  ready: ReadyContainer,
  folder: string,
  { command, output }: { command: string[]; output: ExecOutput },
): RunningExec {
  const { text, setting } = settingOf(host, ready, folder, join(folder, `${ready.container.name}.termination-log`));
  const release = host.simulation.clock.hold?.();
  const running = host.execs.start({ podUid: ready.pod.metadata.uid, command: command.map(text), ...setting, output });
  void running.ended.then(() => release?.());
  return running;
}

/** Its environment and working folder on this machine, and how its paths are rewritten to the folders that they stand for. */
function settingOf(
  { toolPath }: ProcessHost,
  { pod, container, environment, mounts }: ReadyContainer,
  folder: string,
  messageFile: string,
) {
  const home = homeOf(folder);
  mkdirSync(home, { recursive: true });
  const messagePath = container.terminationMessagePath ?? '/dev/termination-log';
  const rewrite = createRewriter([...mounts, { mountPath: messagePath, folder: messageFile }]);
  const path = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const setting = {
    environment: {
      PATH: [...(toolPath === undefined ? [] : [toolPath]), ...path].join(':'),
      HOME: home,
      TMPDIR: home,
      HOSTNAME: nameOf(pod),
      ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, rewrite(value)])),
    },
    folder: workingFolder(container, rewrite) ?? home,
  };
  return { text: (one: string) => rewrite(expand(one, environment)), setting };
}

/** A working directory counts where it lies on a mount: the host has no other of the image's folders. */
function workingFolder({ workingDir }: Container, rewrite: (text: string) => string): string | undefined {
  const folder = workingDir === undefined ? undefined : rewrite(workingDir);
  return folder === undefined || folder === workingDir ? undefined : folder;
}

/** A container may have taken its file away, and whoever started the simulator the whole folder. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
