import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Files } from '../persistence.ts';
import { descendants, marker, signalQuietly } from './processes.ts';
import type { ExecEnd, ExecOutput, RunningExec } from './run.ts';

export interface ExecProcessOptions {
  podUid: string;
  command: string[];
  environment: Record<string, string>;
  folder: string;
  output: ExecOutput;
}

/** Host processes that play commands run in containers. What they leave behind lives on until their pod ends, as in a real one. */
export interface ExecProcesses {
  start(options: ExecProcessOptions): RunningExec;
  endPod(podUid: string): void;
  /** Resolves when they are gone. */
  endAll(): Promise<void>;
}

const LOOK_MS = 10;
/** Five seconds: one that waits for a disk does not end sooner. */
const MOST_LOOKS = 500;

export function createExecProcesses(files: Files): ExecProcesses {
  const pods = new Set<string>();

  function endPod(podUid: string): void {
    if (!pods.delete(podUid)) return;
    for (const pid of descendants(podUid)) signalQuietly(pid, 'SIGKILL');
    files.remove(recordOf(podUid));
  }

  return {
    start({ podUid, command, environment, folder, output }) {
      // As for containers: who takes the simulator up again finds by it what is left.
      if (!pods.has(podUid)) files.write(recordOf(podUid), { podUid });
      pods.add(podUid);
      const [program = '', ...words] = command;
      const child = spawn(program, words, { cwd: folder, env: { ...environment, [marker]: podUid }, detached: true });
      child.stdin.on('error', () => {}); // it has ended, or never reads
      child.stdout.on('data', (bytes: Buffer) => output('stdout', bytes));
      child.stderr.on('data', (bytes: Buffer) => output('stderr', bytes));
      const ended = new Promise<ExecEnd>((resolve) => {
        child.on('error', ({ message }) => resolve({ refused: notStarted(program, message) }));
        // not `exit`: a child that keeps the streams open keeps the session, too
        child.on('close', (code, signal) =>
          resolve({ exitCode: signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0) }),
        );
      });
      return {
        ended,
        stdin: (bytes) => void (bytes === 'end' ? child.stdin.end() : child.stdin.write(bytes)),
        kill: () => {
          if (child.pid !== undefined) signalQuietly(-child.pid, 'SIGKILL');
        },
      };
    },
    endPod,
    async endAll() {
      const ending = [...pods];
      ending.forEach(endPod);
      for (const podUid of ending) await gone(podUid);
    },
  };
}

/** They are nobody's children any more, so that nobody is told. */
async function gone(podUid: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS && descendants(podUid).length > 0; looks += 1) await setTimeout(LOOK_MS);
}

function recordOf(podUid: string): string {
  return `processes/${podUid}-exec.json`;
}

function notStarted(program: string, message: string): string {
  const why = message.includes('ENOENT') ? 'executable file not found in $PATH' : message;
  return `error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${why}`;
}
