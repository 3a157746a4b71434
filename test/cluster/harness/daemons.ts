import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { forgetProcess, recordedProcess, recordProcess } from '../../../local/process-record.ts';
import { until } from '../../support/until.ts';
import { daemonsFile } from './cgroups.ts';
import { derive, type Settings } from './settings.ts';

export type Daemon = {
  readonly name: string;
  readonly command: readonly string[];
  /** Where secrets go: a command line is readable for everybody on the machine. */
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * Starts a daemon inside the cluster's network namespace and cgroup, unless it runs.
 *
 * nsenter, sh and the daemon are one process after another under one pid, so the recorded pid is the daemon's.
 */
export async function startDaemon(settings: Settings, daemon: Daemon): Promise<void> {
  const files = filesOf(settings, daemon.name);
  await mkdir(files.folder, { recursive: true });
  await mkdir(derive(settings).logs, { recursive: true });
  if (recordedProcess(files.pid) !== undefined) return;
  await writeFile(files.recipe, JSON.stringify(daemon), { mode: 0o600 });
  const log = openSync(files.log, 'a');
  const enter = ['sh', '-c', 'echo $$ > "$0" && exec "$@"', await daemonsFile(derive(settings).cgroup)];
  const child = spawn('nsenter', [`--net=${derive(settings).netns}`, ...enter, ...daemon.command], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...daemon.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${daemon.name} could not be started.`);
  recordProcess(files.pid, child.pid);
}

export function isRunning(settings: Settings, name: string): boolean {
  return recordedProcess(filesOf(settings, name).pid) !== undefined;
}

/** Starts a daemon that was stopped, as it was started before. */
export async function restartDaemon(settings: Settings, name: string): Promise<void> {
  const recipe = JSON.parse(await readFile(filesOf(settings, name).recipe, 'utf8')) as Daemon;
  await startDaemon(settings, recipe);
}

/** Stops a daemon and waits until it is gone; nothing to do if it does not run. SIGKILL follows after 10 s. */
export async function stopDaemon(settings: Settings, name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { pid: file } = filesOf(settings, name);
  const pid = recordedProcess(file);
  if (pid !== undefined) {
    process.kill(pid, signal);
    const gone = async () => recordedProcess(file) === undefined;
    await until(`${name} to end`, 10, gone).catch(async () => {
      if (recordedProcess(file) === pid) process.kill(pid, 'SIGKILL');
      await until(`${name} to be killed`, 10, gone);
    });
  }
  forgetProcess(file);
}

/** Every daemon that was started and not stopped, with its pid if it still runs. */
export async function listDaemons(settings: Settings): Promise<{ name: string; pid: number | undefined }[]> {
  const { folder } = filesOf(settings, '');
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith('.pid'))
    .sort()
    .map((file) => ({ name: basename(file, '.pid'), pid: recordedProcess(join(folder, file)) }));
}

function filesOf(settings: Settings, name: string) {
  const folder = join(settings.root, 'processes');
  return {
    folder,
    pid: join(folder, `${name}.pid`),
    recipe: join(folder, `${name}.json`),
    log: join(derive(settings).logs, `${name}.log`),
  };
}
