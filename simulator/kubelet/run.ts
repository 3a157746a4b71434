import type { KubeObject } from '../objects.ts';
import type { Mount } from './mounts.ts';
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

export type ExecEnd = { exitCode: number } | { refused: string };
export type ExecOutput = (stream: 'stdout' | 'stderr', bytes: Buffer) => void;

export interface RunningExec {
  /** `refused`: the runtime could not start it, and says why. */
  ended: Promise<ExecEnd>;
  stdin(bytes: Buffer | 'end'): void;
  kill(): void;
}

/** Stands in for commands run in containers, likewise; it hears nothing of their stdin. */
export type RunExecs = (run: {
  pod: KubeObject;
  container: string;
  command: string[];
  signal: AbortSignal;
}) => ExecResult | Promise<ExecResult>;

export interface ExecResult {
  exitCode: number;
  stdout?: string;
  stderr?: string;
  /** How long it takes, by the simulator's clock: 0 by default, and for ever with Infinity. */
  afterMs?: number;
}

export interface RunningContainer {
  ended: Promise<RunResult>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface Runner {
  /** Throws MissingReference. */
  start(pod: Pod, container: Container, job: KubeObject | undefined): RunningContainer;
  /** Runs a command in a container beside what runs in it. */
  exec(pod: Pod, container: Container, command: string[], output: ExecOutput): RunningExec;
  /** Its containers have ended, and so does what commands left running in them. */
  endExecs(podUid: string): void;
  /** The same of all; resolves when nothing of them is left. */
  endAllExecs(): Promise<void>;
  logFile(podUid: string, container: string): string | undefined;
  podFolder(podUid: string): string | undefined;
}

/** A container with all that it refers to. */
export interface ReadyContainer {
  pod: Pod;
  container: Container;
  environment: Record<string, string>;
  mounts: Mount[];
}

export const messageLimit = 4096;
