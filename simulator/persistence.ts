import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One JSON file per object. A write goes to a neighbour first and is renamed over the old one, so that a process
 * killed at any moment leaves the old text or the new one.
 */
export interface Files {
  read(path: string): unknown;
  write(path: string, value: unknown): void;
  remove(path: string): void;
  /** Every file below, as paths relative to the root. */
  list(folder: string): string[];
}

export function createFiles(root: string): Files {
  // The key of its authority and of its admin lie here; a folder from before may be open to others.
  mkdirSync(root, { recursive: true, mode: 0o700 });
  chmodSync(root, 0o700);
  const known = new Set<string>();
  return {
    read(path) {
      try {
        return JSON.parse(readFileSync(join(root, path), 'utf8'));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write(path, value) {
      const target = join(root, path);
      const folder = dirname(target);
      if (!known.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
      known.add(folder);
      writeFileSync(`${target}.tmp`, JSON.stringify(value), { mode: 0o600 });
      renameSync(`${target}.tmp`, target);
    },
    remove(path) {
      rmSync(join(root, path), { force: true });
    },
    list(folder) {
      try {
        return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
      } catch {
        return [];
      }
    },
  };
}

/** The same in memory: for a simulator that keeps nothing. What is written is not copied, and must not be changed. */
export function createMemoryFiles(): Files {
  const files = new Map<string, unknown>();
  return {
    read: (path) => files.get(path),
    write: (path, value) => void files.set(path, value),
    remove: (path) => void files.delete(path),
    list: (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)),
  };
}
