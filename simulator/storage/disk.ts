import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Files } from '../persistence.ts';

/** What the storage has of one kind: a record of each by its handle and, with a root, its folder. */
export interface Disk<Stored extends { handle: string }> {
  get(handle: string): Stored | undefined;
  all(): Stored[];
  put(stored: Stored): void;
  remove(handle: string): void;
  /** Undefined without a root. */
  folder(handle: string): string | undefined;
}

export function openDisk<Stored extends { handle: string }>(
  kind: 'volumes' | 'snapshots',
  files: Files,
  root: string | undefined,
): Disk<Stored> {
  const records = new Map<string, Stored>();
  for (const path of files.list(`csi/${kind}`)) {
    const stored = files.read(path) as Stored;
    records.set(stored.handle, stored);
  }

  const folder = (handle: string) => (root === undefined ? undefined : join(root, kind, handle));
  return {
    folder,
    get: (handle) => records.get(handle),
    all: () => [...records.values()],
    put(stored) {
      files.write(`csi/${kind}/${stored.handle}.json`, stored);
      records.set(stored.handle, stored);
    },
    remove(handle) {
      const own = folder(handle);
      files.remove(`csi/${kind}/${handle}.json`);
      records.delete(handle);
      if (own !== undefined) rmSync(own, { recursive: true, force: true });
    },
  };
}

const run = promisify(execFile);

/** Keeps times, modes, owners, links and holes. The rename makes it whole or absent. */
export async function copyTree(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  mkdirSync(dirname(to), { recursive: true });
  rmSync(partial, { recursive: true, force: true });
  const cow = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await run('cp', ['-a', ...cow, from, partial]);
  renameSync(partial, to);
}
