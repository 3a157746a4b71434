import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readLines, replaceLines } from '../kept-file.ts';
import type { HistoryEvent } from './history.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
export type Execution = {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  /** Its JSON text, as given: a repeated StartExecution is compared with it. */
  input: string;
  /** The machine's definition at the start, by hash. */
  definition: string;
  /** Milliseconds since 1970. */
  startDate: number;
  stopDate?: number;
  status: ExecutionStatus;
  output?: string;
  error?: string;
  cause?: string;
};

/** Keeps executions and their histories; synchronous, since what is not written before the next step is lost by a kill -9. */
export type ExecutionsFile = {
  /** Everything kept by earlier runs, oldest first; one still RUNNING was lost with its stack. */
  load(): Execution[];
  /** Writes the execution as it is now. */
  save(execution: Execution): void;
  append(executionArn: string, event: HistoryEvent): void;
  events(executionArn: string): HistoryEvent[];
  /** Ends the writing of an execution's history. */
  finish(executionArn: string): void;
};

const KEPT_DAYS = 90;

/** For tests: nothing outlives the process. */
export function executionsInMemory(): ExecutionsFile {
  const histories = new Map<string, HistoryEvent[]>();
  return {
    load: () => [],
    save: () => undefined,
    append(arn, event) {
      const events = histories.get(arn);
      if (events) events.push(event);
      else histories.set(arn, [event]);
    },
    events: (arn) => histories.get(arn) ?? [],
    finish: () => undefined,
  };
}

/**
 * `<folder>/executions.ndjson`, a line for each change of an execution, and `<folder>/history/<hash of the ARN>.ndjson`.
 * Closed executions are dropped after 90 days, as on AWS.
 */
export function executionsInFolder(folder: string, now: () => number): ExecutionsFile {
  const index = join(folder, 'executions.ndjson');
  const open = new Map<string, number>();
  mkdirSync(join(folder, 'history'), { recursive: true, mode: 0o700 });

  function historyFile(arn: string): string {
    return join(folder, 'history', `${createHash('sha256').update(arn).digest('hex').slice(0, 32)}.ndjson`);
  }

  function load(): Execution[] {
    const latest = new Map(readLines<Execution>(index).map((execution) => [execution.executionArn, execution]));
    const oldest = now() - KEPT_DAYS * 86_400_000;
    for (const { executionArn, stopDate } of latest.values()) {
      if (stopDate === undefined || stopDate >= oldest) continue;
      rmSync(historyFile(executionArn), { force: true });
      latest.delete(executionArn);
    }
    const kept = [...latest.values()];
    // One line for each from here on: the file does not grow from start to start.
    replaceLines(index, kept);
    return kept;
  }

  function descriptor(arn: string): number {
    const known = open.get(arn);
    if (known !== undefined) return known;
    const fd = openSync(historyFile(arn), 'a', 0o600);
    open.set(arn, fd);
    return fd;
  }

  return {
    load,
    save: (execution) => appendFileSync(index, `${JSON.stringify(execution)}\n`, { mode: 0o600 }),
    append: (arn, event) => writeSync(descriptor(arn), `${JSON.stringify(event)}\n`),
    events: (arn) => readLines<HistoryEvent>(historyFile(arn)),
    finish(arn) {
      const fd = open.get(arn);
      if (fd === undefined) return;
      open.delete(arn);
      closeSync(fd);
    },
  };
}
