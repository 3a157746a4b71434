import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { expand } from './environment.ts';
import { createRewriter } from './mounts.ts';
import type { Processes } from './processes.ts';
import { messageLimit, type ReadyContainer, type RunningContainer } from './run.ts';
import type { Container } from './types.ts';

export interface ProcessHost {
  simulation: Simulation;
  processes: Processes;
  /** Comes first on the PATH of every container: where kopia is. */
  toolPath: string | undefined;
}

/** The entrypoint of the one image that the product runs without a command. */
const entrypoint = ['kopia'];

/** Runs a container's command on this machine, its paths rewritten to the folders that they stand for. */
export function startProcess(
  { simulation, processes, toolPath }: ProcessHost,
  { pod, container, environment, mounts }: ReadyContainer,
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
