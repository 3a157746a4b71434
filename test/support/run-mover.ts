import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { acceptResult, type Verdict } from '../../functions/services/mover/accept-result.ts';
import type { MoverTask } from '../../functions/services/mover/mover.ts';
import { type MoverReport, parseReport } from '../../functions/services/mover/mover-report.ts';
import { renderJob, renderSecret } from '../../functions/services/mover/render-mover.ts';

export interface MoverRun {
  exitCode: number;
  log: string;
  report: MoverReport | undefined;
  verdict: Verdict;
}

export interface StartedMover {
  process: ChildProcess;
  /** What it has printed so far. */
  log(): string;
  end: Promise<MoverRun>;
}

interface Place {
  kopia: string;
  /** The folder that stands for the claim. */
  data?: string;
  environment?: Record<string, string>;
}

/** Runs the container of a rendered Job without a cluster: its script, its environment, folders for its mounts. */
export function startMover(task: MoverTask, place: Place): StartedMover {
  const work = mkdtempSync(join(tmpdir(), 'sf-mover-'));
  const job = renderJob('aaaaaaaaaa', 'snapferry', [task]);
  const started = startContainer(work, job, job.spec.template.spec.containers[0], task, place);
  const end = started.end.finally(() => rmSync(work, { recursive: true, force: true }));
  return { ...started, end };
}

/** As many tasks share a Job: one after the other, in the same work folder. */
export async function runSharedMovers(
  all: readonly { task: MoverTask; data: string }[],
  { kopia, afterEach }: { kopia: string; afterEach?: (at: number) => unknown },
): Promise<MoverRun[]> {
  const work = mkdtempSync(join(tmpdir(), 'sf-mover-'));
  const tasks = all.map(({ task }) => task);
  const job = renderJob('aaaaaaaaaa', 'snapferry', tasks, 'sf-shared');
  const { initContainers, containers } = job.spec.template.spec;
  const runs: MoverRun[] = [];
  for (const [at, container] of [...initContainers, ...containers].entries()) {
    const { task, data = '' } = all[at] ?? {};
    if (task) runs.push(await startContainer(work, job, container, task, { kopia, data }).end);
    afterEach?.(at);
  }
  rmSync(work, { recursive: true, force: true });
  return runs;
}

function startContainer(
  work: string,
  job: KubeObject,
  container: { command: string[]; env: { name: string; value: string }[] },
  task: MoverTask,
  { kopia, data, environment = {} }: Place,
): StartedMover {
  const secret = renderSecret('aaaaaaaaaa', job, task);
  const rendered = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  const result = join(work, 'message');
  rmSync(result, { force: true });
  mkdirSync(join(work, 'work'), { recursive: true });
  const child = spawn(container.command[0] ?? '', container.command.slice(1), {
    cwd: work,
    // A process group of its own: a kubelet kills all of a container.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${dirname(kopia)}:${process.env.PATH}`,
      ...secret.stringData,
      ...rendered,
      SF_WORK: join(work, 'work'),
      SF_RESULT: result,
      SF_DATA: data ?? join(work, 'nothing'),
      ...environment,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));

  async function end(): Promise<MoverRun> {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
    const report = parseReport(read(result), log);
    return { exitCode, log, report, verdict: acceptResult({ exitCode }, report, task.operationId) };
  }

  return { process: child, log: () => log, end: end() };
}

export async function runMover(task: MoverTask, place: Place): Promise<MoverRun> {
  return await startMover(task, place).end;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // it did not come to that
  }
}
