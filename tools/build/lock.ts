import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from './progress.ts';

/** A holder touches its lock this often; one not touched for `staleAfter` belongs to a process that was killed. */
const heartbeat = 2_000;
const staleAfter = 15_000;

/** Runs `work` while holding the lock (a folder, since mkdir is atomic everywhere), waiting for another holder first. */
export async function withLock<T>(path: string, report: Report, work: () => Promise<T>): Promise<T> {
  await acquire(path, report);
  const timer = setInterval(() => void touch(path), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string, report: Report): Promise<void> {
  if (await take(path)) return;
  const done = report('waiting for another build');
  try {
    while (!(await take(path))) await pause(200);
  } finally {
    done();
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  }
  const held = await stat(path).catch(() => undefined);
  if (held !== undefined && Date.now() - held.mtimeMs > staleAfter) await clear(path);
  return false;
}

/** Of several that find it stale one can rename it: the others would remove the lock that the first one takes next. */
async function clear(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const isOurs = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isOurs) return;
  const { mtimeMs } = await stat(aside);
  if (Date.now() - mtimeMs > staleAfter) await rm(aside, { recursive: true, force: true });
  // Somebody took it between the look and the renaming, and holds it.
  else await rename(aside, path);
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
