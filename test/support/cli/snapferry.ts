import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSnapferry } from '../../../tools/cli/build-snapferry.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** The built command line as a process of its own, with a home of its own. */
export async function createCli(env: Readonly<Record<string, string>> = {}) {
  const file = await ensureSnapferry();
  const home = mkdtempSync(join(tmpdir(), 'snapferry-home-'));
  /** What it is called with, and what comes to its stdin; `onStderr` sees what it says meanwhile. */
  const run = (words: readonly string[], { input = '', onStderr, more = {} }: Given = {}): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [file, ...words], {
        env: { PATH: process.env.PATH ?? '', HOME: home, ...env, ...more },
        stdio: 'pipe',
      });
      const ran = { stdout: '', stderr: '' };
      child.stdout.on('data', (data: Buffer) => {
        ran.stdout += data.toString();
      });
      child.stderr.on('data', (data: Buffer) => {
        ran.stderr += data.toString();
        onStderr?.(ran.stderr, (signal) => child.kill(signal));
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? -1, ...ran }));
      child.stdin.on('error', () => undefined).end(input);
    });
  return { run, file, home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

export type Cli = Awaited<ReturnType<typeof createCli>>;

interface Given {
  input?: string;
  onStderr?: (said: string, kill: (signal: NodeJS.Signals) => void) => void;
  more?: Readonly<Record<string, string>>;
}
