import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { Files } from '../persistence.ts';

/** Host processes that play containers: each leads a group of its own and is recorded until it has ended. */
export interface Processes {
  start(options: ProcessOptions): RunningProcess;
  /** Kills what an earlier simulator on this root left running, forgets it, and tells the uids of its pods. */
  reap(): ReadonlySet<string>;
}

export interface ProcessOptions {
  podUid: string;
  container: string;
  command: string[];
  environment: Record<string, string>;
  folder: string;
  logFile: string;
}

export interface RunningProcess {
  /** 127 when the command cannot be started; 128 + n after signal n. */
  ended: Promise<{ exitCode: number; problem?: string }>;
  /** Reaches the whole group. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

interface Recorded {
  podUid: string;
  /** Absent while it is being started. */
  pid?: number;
  startedTicks?: string;
}

/** Inherited by every descendant, so that they are found even when their leader is gone. */
export const marker = 'SNAPFERRY_SIMULATOR_POD';

/** Field 22 of /proc/pid/stat: with the pid, the identity of a process. */
function startedTicks(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

export function descendants(podUid: string): number[] {
  const wanted = `${marker}=${podUid}`;
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && environmentHas(name, wanted))
      .map(Number);
  } catch {
    return [];
  }
}

function environmentHas(pid: string, wanted: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted);
  } catch {
    return false;
  }
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

export function createProcesses(files: Files): Processes {
  return {
    start({ podUid, container, command, environment, folder, logFile }) {
      mkdirSync(dirname(logFile), { recursive: true });
      const log = openSync(logFile, 'a');
      const record = `processes/${podUid}-${container}.json`;
      // Before there is a process: whoever kills this one between the two leaves one that is found by its marker.
      files.write(record, { podUid } satisfies Recorded);
      let child: ChildProcess;
      try {
        child = spawn(command[0] ?? 'sh', command.slice(1), {
          cwd: folder,
          env: { ...environment, [marker]: podUid },
          stdio: ['ignore', log, log],
          detached: true,
        });
      } catch (thrown) {
        files.remove(record);
        throw thrown;
      } finally {
        closeSync(log);
      }
      const { pid } = child;
      if (pid !== undefined) files.write(record, { pid, startedTicks: startedTicks(pid), podUid } satisfies Recorded);
      const ended = new Promise<{ exitCode: number; problem?: string }>((resolve) => {
        child.on('error', (error) => {
          files.remove(record);
          resolve({ exitCode: 127, problem: error.message });
        });
        child.on('exit', (code, signal) => {
          // What the leader left behind dies with the container, as in a real pod.
          if (pid !== undefined) signalQuietly(-pid, 'SIGKILL');
          files.remove(record);
          resolve({ exitCode: signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0) });
        });
      });
      return {
        ended,
        kill(signal) {
          if (pid !== undefined && child.exitCode === null && child.signalCode === null) signalQuietly(-pid, signal);
        },
      };
    },

    reap() {
      const pods = new Set<string>();
      for (const path of files.list('processes')) {
        const { pid, startedTicks: ticks, podUid } = files.read(path) as Recorded;
        if (pid !== undefined && ticks && startedTicks(pid) === ticks) signalQuietly(-pid, 'SIGKILL');
        for (const one of descendants(podUid)) signalQuietly(one, 'SIGKILL');
        files.remove(path);
        pods.add(podUid);
      }
      return pods;
    },
  };
}
