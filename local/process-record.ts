import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A process as a later start can recognise it: a pid alone may be somebody else's by then. */
type Recorded = { pid: number; started: string };

/** Notes a process of ours in a file. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify({ pid, started: startTime(pid) ?? '' }));
}

/** The pid in the file, if that very process still runs. */
export function recordedProcess(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const recorded = parse(readFileSync(file, 'utf8'));
  if (!recorded?.started || startTime(recorded.pid) !== recorded.started) return undefined;
  return recorded.pid;
}

export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

function parse(text: string): Recorded | undefined {
  try {
    return JSON.parse(text) as Recorded;
  } catch {
    // Torn while it was written: nothing can be told, so nothing is ended.
    return undefined;
  }
}

/** Undefined when there is no such process, or it is dead and only waits for its parent. */
function startTime(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStartTime(pid);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Fields after the command, which may itself contain spaces and brackets: state is the 1st, the start in clock ticks the 20th. */
function linuxStartTime(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}
