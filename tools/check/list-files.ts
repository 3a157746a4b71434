import { globSync } from 'node:fs';
import path from 'node:path';

/** Files below `folders` with one of the endings, relative to the root with forward slashes, sorted. */
export function listFiles(root: string, folders: readonly string[], endings: readonly string[]): string[] {
  const patterns = folders.flatMap((folder) => endings.map((ending) => `${folder}/**/*${ending}`));
  return globSync(patterns, { cwd: root })
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}
