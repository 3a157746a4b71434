import { join } from 'node:path';
import { type ProcessHost, startProcess } from './container-process.ts';
import { startScript } from './container-script.ts';
import { resolveEnvironment } from './environment.ts';
import { mountsOf, prepareVolumes } from './mounts.ts';
import type { RunJobs, Runner } from './run.ts';

export interface RunnerOptions extends ProcessHost {
  /** Absent: nothing is on disk, so nothing can run and runJobs answers. */
  root: string | undefined;
  runJobs: RunJobs | undefined;
}

export function createRunner({ root, runJobs, ...host }: RunnerOptions): Runner {
  const podFolder = (uid: string) => (root === undefined ? undefined : join(root, 'pods', uid));
  const logFile = (uid: string, container: string) =>
    root === undefined ? undefined : join(root, 'pods', uid, `${container}.log`);

  return {
    podFolder,
    logFile,
    start(pod, container, job) {
      const { simulation } = host;
      const { uid } = pod.metadata;
      const folder = podFolder(uid);
      const mounts = mountsOf(container, prepareVolumes(simulation, pod, folder));
      const environment = resolveEnvironment(simulation.store, pod, container);
      const ready = { pod, container, environment, mounts };
      if (folder !== undefined && runJobs === undefined) return startProcess(host, ready, folder);
      return startScript(simulation, runJobs ?? succeed, ready, job, logFile(uid, container.name));
    },
  };
}

const succeed: RunJobs = () => ({ exitCode: 0 });
