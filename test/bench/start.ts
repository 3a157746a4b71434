import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure } from './table.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** `npm start` as a user runs it: until it serves, until its first backup is sealed, and its memory then. */
export async function measureStart(): Promise<Figure[]> {
  const state = await mkdtemp(path.join(tmpdir(), 'snapferry-bench-start-'));
  try {
    const first = await start(state);
    const second = await start(state);
    return [
      { what: 'npm start to serving, new state', measured: seconds(first.serving), beside: '≤ 3 s' },
      { what: 'npm start to serving, again', measured: seconds(second.serving), beside: '≤ 3 s' },
      { what: 'npm start to the end of the first backup', measured: seconds(first.done), beside: '–' },
      { what: 'npm start, memory', measured: `${first.megabytes.toFixed(0)} MB`, beside: '≤ 400 MB' },
    ];
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

async function start(state: string): Promise<{ serving: number; done: number; megabytes: number }> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const child = spawn(process.execPath, [path.join(ROOT, 'local/start.mjs'), '--state', state, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let serving = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number.isNaN(serving) && line.startsWith('Snapferry serves')) serving = since();
    if (line.startsWith('Ctrl-C')) break;
  }
  const done = since();
  const megabytes = await treeMegabytes(child.pid ?? 0);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { serving, done, megabytes };
}

/** Resident memory of a process and all that it started. */
async function treeMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  let sum = own;
  for (const child of children.split(' ').filter(Boolean)) sum += await treeMegabytes(Number(child));
  return sum;
}

function seconds(number: number): string {
  return `${number.toFixed(1)} s`;
}
