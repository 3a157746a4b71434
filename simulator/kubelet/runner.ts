import { join } from 'node:path';
import { type ProcessHost, startExecProcess, startProcess } from './container-process.ts';
import { startExecScript, startScript } from './container-script.ts';
import { resolveEnvironment } from './environment.ts';
import { mountsOf, prepareVolumes } from './mounts.ts';
import type { ReadyContainer, RunExecs, RunJobs, Runner } from './run.ts';
import type { Container, Pod } from './types.ts';

export interface RunnerOptions extends ProcessHost {
  /** Absent: nothing is on disk, so nothing can run and runJobs answers. */
  root: string | undefined;
  runJobs: RunJobs | undefined;
  runExecs: RunExecs | undefined;
}

export function createRunner({ root, runJobs, runExecs, ...host }: RunnerOptions): Runner {
  const { simulation, execs } = host;
  const podFolder = (uid: string) => (root === undefined ? undefined : join(root, 'pods', uid));
  const logFile = (uid: string, container: string) =>
    root === undefined ? undefined : join(root, 'pods', uid, `${container}.log`);

  function prepare(pod: Pod, container: Container): ReadyContainer & { folder: string | undefined } {
    const folder = podFolder(pod.metadata.uid);
    const mounts = mountsOf(container, prepareVolumes(simulation, pod, folder));
    return { pod, container, environment: resolveEnvironment(simulation.store, pod, container), mounts, folder };
  }

  return {
    podFolder,
    logFile,
    start(pod, container, job) {
      const { folder, ...ready } = prepare(pod, container);
      if (folder !== undefined && runJobs === undefined) return startProcess(host, ready, folder);
      return startScript(simulation, runJobs ?? succeed, ready, job, logFile(pod.metadata.uid, container.name));
    },
    exec(pod, container, command, output) {
      const { folder, ...ready } = prepare(pod, container);
      if (folder !== undefined && runExecs === undefined) {
        return startExecProcess(host, ready, folder, { command, output });
      }
      return startExecScript(simulation, runExecs ?? succeed, ready, { command, output });
    },
    endExecs: execs.endPod,
    endAllExecs: execs.endAll,
  };
}

const succeed = () => ({ exitCode: 0 });
