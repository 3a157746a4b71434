import { chmodSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** One file that needs Node alone. */
export const SNAPFERRY = path.join(ROOT, '.build/cli/snapferry.mjs');
const SOURCES = ['cli', 'client', 'package.json', 'package-lock.json', 'tools/cli/build-snapferry.ts'];

/** The oldest Node that package.json names. */
const TARGET = 'node20.19';

/** Makes it unless it is newer than everything that it is made of. @returns its path */
export async function ensureSnapferry(): Promise<string> {
  const built = statSync(SNAPFERRY, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestIn(path.join(ROOT, source)) < built)) return SNAPFERRY;
  return await buildSnapferry();
}

export async function buildSnapferry(): Promise<string> {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  // beside it first: another process may be reading it
  const part = `${SNAPFERRY}.${process.pid}.part`;
  await build({
    entryPoints: [path.join(ROOT, 'cli/main.ts')],
    outfile: part,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    define: { SNAPFERRY_VERSION: JSON.stringify(version) },
    banner: {
      // commander and yaml are CommonJS in part, and ask for Node's own modules
      js: "#!/usr/bin/env node\nimport { createRequire as requireOf } from 'node:module';const require=requireOf(import.meta.url);",
    },
    logLevel: 'warning',
  });
  chmodSync(part, 0o755);
  renameSync(part, SNAPFERRY);
  return SNAPFERRY;
}

function newestIn(place: string): number {
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(place).map((name) => newestIn(path.join(place, name))));
}
