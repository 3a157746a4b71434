import { readdir } from 'node:fs/promises';
import path from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.build', '.git', '.serverless']);

/** Files below `folders` with one of the endings, relative to the root with forward slashes, sorted. */
export async function listFiles(
  root: string,
  folders: readonly string[],
  endings: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) await walk(root, folder, endings, found);
  return found.sort();
}

async function walk(root: string, folder: string, endings: readonly string[], found: string[]): Promise<void> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) await walk(root, file, endings, found);
    } else if (endings.some((ending) => entry.name.endsWith(ending))) {
      found.push(file);
    }
  }
}
