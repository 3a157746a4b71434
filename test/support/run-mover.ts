import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { acceptResult, type Verdict } from '../../functions/services/mover/accept-result.ts';
import type { MoverTask } from '../../functions/services/mover/mover.ts';
import { type MoverReport, parseReport } from '../../functions/services/mover/mover-report.ts';
import { readTurns } from '../../functions/services/mover/read-turns.ts';
import { moverNameOf, renderJob, renderSecret } from '../../functions/services/mover/render-mover.ts';
import { moversIn } from '../../functions/services/mover/turns.ts';

export interface MoverRun {
  exitCode: number;
  log: string;
  report: MoverReport | undefined;
  verdict: Verdict;
}

interface Ended extends MoverRun {
  message: string | undefined;
}

export interface StartedMover {
  process: ChildProcess;
  /** What it has printed so far. */
  log(): string;
  end: Promise<Ended>;
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

/** As many tasks share a Job: its containers one after the other, in the same work folder. @returns what each task came to */
export async function runSharedMovers(
  all: readonly { task: MoverTask; data: string }[],
  { kopia, afterEach }: { kopia: string; afterEach?: (container: number) => unknown },
): Promise<MoverRun[]> {
  const work = mkdtempSync(join(tmpdir(), 'sf-mover-'));
  const tasks = all.map(({ task }) => task);
  const job = renderJob('aaaaaaaaaa', 'snapferry', tasks, 'sf-shared');
  const { initContainers = [], containers } = job.spec.template.spec;
  const runs: MoverRun[] = [];
  for (const [at, container] of [...initContainers, ...containers].entries()) {
    const movers = moversIn(container);
    const own = movers.map((mover) => all.find(({ task }) => moverNameOf(task) === mover) ?? fail(mover));
    const environment = Object.fromEntries(own.map(({ data }, turn) => [`SF_DATA_${turn}`, data]));
    const [first = fail('nobody')] = own;
    const ended = await startContainer(work, job, container, first.task, { kopia, environment }).end;
    const { ends } = readTurns(ended.message, ended.log);
    for (const [turn, { task }] of own.entries()) {
      const report = ends.get(turn)?.report;
      runs.push({ ...ended, report, verdict: acceptResult({ exitCode: 0 }, report, task.operationId) });
    }
    afterEach?.(at);
  }
  rmSync(work, { recursive: true, force: true });
  return runs;
}

/** The one container of tasks on one repository. */
export function startSharedMovers(
  all: readonly { task: MoverTask; data: string }[],
  { kopia }: { kopia: string },
): StartedMover {
  const work = mkdtempSync(join(tmpdir(), 'sf-mover-'));
  const [first = fail('nobody')] = all.map(({ task }) => task);
  const job = renderJob(
    'aaaaaaaaaa',
    'snapferry',
    all.map(({ task }) => task),
    'sf-shared',
  );
  const environment = Object.fromEntries(all.map(({ data }, turn) => [`SF_DATA_${turn}`, data]));
  const started = startContainer(work, job, job.spec.template.spec.containers[0], first, { kopia, environment });
  return { ...started, end: started.end.finally(() => rmSync(work, { recursive: true, force: true })) };
}

function fail(mover: string): never {
  throw new Error(`nobody has asked for ${mover}`);
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
      // Nobody is to delete it.
      SF_LINGER: '',
      ...environment,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));

  async function end(): Promise<Ended> {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
    const message = read(result);
    const report = parseReport(message, log);
    return { exitCode, log, message, report, verdict: acceptResult({ exitCode }, report, task.operationId) };
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
