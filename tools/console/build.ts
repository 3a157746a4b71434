import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { withLock } from '../build/lock.ts';
import { listFiles } from '../check/list-files.ts';

const ENDINGS = ['.ts', '.tsx', '.css', '.html', '.svg', '.json'];
const PACKED = '.gz';

/**
 * Builds the console into `.build/console`, unless it is built of these sources already: the files, and each packed, which is
 * what is served. The same sources give the same bytes, offline.
 * @returns the folder
 */
export async function ensureConsole(root: string): Promise<string> {
  const folder = path.join(root, '.build/console');
  mkdirSync(path.dirname(folder), { recursive: true });
  return await withLock(
    `${folder}.lock`,
    () => () => undefined,
    async () => {
      const sources = hashOfSources(root);
      const mark = `${folder}.sources`;
      if (existsSync(mark) && readFileSync(mark, 'utf8') === sources && existsSync(path.join(folder, 'index.html.gz')))
        return folder;
      await buildForPeople(path.join(root, 'console/vite.config.ts'));
      pack(folder);
      writeFileSync(mark, sources);
      return folder;
    },
  );
}

/** Whoever builds it: vitest calls its environment `test`, which would bring React's own checks, and a page that is slow. */
async function buildForPeople(configFile: string): Promise<void> {
  const { build } = await import('vite');
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** All that a build reads: the console, the client's types, the state machines and the sentences about them. */
function hashOfSources(root: string): string {
  const hash = createHash('sha256');
  const machines = listFiles(root, ['state-machines'], ['.yml']);
  const files = [
    ...listFiles(root, ['console', 'client'], ENDINGS),
    ...machines,
    'docs/architecture.md',
    'package-lock.json',
  ];
  for (const file of files.toSorted())
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function pack(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) writeFileSync(`${file}${PACKED}`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
