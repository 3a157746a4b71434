import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shells that images have, each as `sh`; busybox with its own programs alone. */
export const SHELLS = ['dash', 'bash', 'busybox'] as const;

export interface Ran {
  exitCode: number;
  stdout: string;
}

/** A container as far as a shell sees one: programs, an environment, and folders that can be written to. */
export function createContainer(shell: (typeof SHELLS)[number]) {
  const root = mkdtempSync(join(tmpdir(), `snapferry-shell-${shell}-`));
  const programs = join(root, 'bin');
  const folder = join(root, 'tmp');
  mkdirSync(programs);
  mkdirSync(folder);
  if (shell === 'busybox') execFileSync('/bin/busybox', ['--install', '-s', programs]);
  else symlinkSync(`/bin/${shell}`, join(programs, 'sh'));
  const path = shell === 'busybox' ? programs : `${programs}:/usr/bin:/bin`;
  const environment = { PATH: path, TMPDIR: folder, MARK: root };
  const programOf = (name: string) => join(programs, name);

  /** As an exec: its streams are the session's, which lasts as long as somebody holds them. */
  function run([program = '', ...words]: string[], more: Record<string, string> = {}): Promise<Ran> {
    const env = { ...environment, ...more };
    const child = spawn(programOf(program), words, { env, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString();
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ exitCode: code ?? 137, stdout }));
    });
  }

  /** Command lines of what still runs in it. */
  function processes(): string[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && fileOf(pid, 'environ').split('\0').includes(`MARK=${root}`))
      .map((pid) => fileOf(pid, 'cmdline').replaceAll('\0', ' '));
  }

  return {
    root,
    folder,
    environment,
    programOf,
    run,
    processes,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
export type Container = ReturnType<typeof createContainer>;

/** Empty where the process has ended meanwhile. */
function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
