import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const WORK = 'async function work(): Promise<void> {}\n';

/** What the linters say of a file, each in a file of its own; undefined: nothing. */
const PLANTED: readonly [file: string, text: string, said: string | undefined][] = [
  ['functions/a/floating.ts', `${WORK}export function x(): void { work(); }`, 'no-floating-promises'],
  [
    'functions/a/misused.ts',
    `${WORK}export const x = () => [1].forEach(async () => { await work(); });`,
    'no-misused-promises',
  ],
  [
    'functions/a/number.ts',
    `${WORK}export async function x() { await work(); await (5 as number); }`,
    'await-thenable',
  ],
  ['functions/a/environment.ts', 'export const x = process.env;', 'noProcessEnv'],
  ['functions/platform/config.ts', 'export const x = process.env;', undefined],
  ['functions/a/now.ts', 'export const x = () => Date.now();', 'Take the Clock'],
  ['functions/a/new-date.ts', 'export const x = () => new Date();', 'Take the Clock'],
  ['functions/a/a-date.ts', "export const x = () => new Date('2026-11-23');", undefined],
  ['functions/a/chance.ts', 'export const x = () => Math.random();', 'Take the Clock'],
  ['functions/a/renamed.ts', "import { randomUUID as r } from 'node:crypto'; export const x = r;", 'Take the Clock'],
  ['functions/a/hash.ts', "import { createHash } from 'node:crypto'; export const x = createHash;", undefined],
  ['functions/a/timer.ts', 'export const x = () => setTimeout(() => 1, 5);', 'Take the Clock'],
  [
    'functions/a/promises.ts',
    "import { setTimeout as t } from 'node:timers/promises'; export const x = t;",
    'Take the Clock',
  ],
  ['functions/services/clock/now.ts', 'export const x = () => Date.now();', undefined],
  ['functions/a/said.ts', '/** Not Date.now(). */ export const x = "process.env";', undefined],
  ['local/now.ts', 'export const x = () => Date.now();', undefined],
  ['functions/a/barrel.ts', "export { x } from './now.ts';", 'noBarrelFile'],
  ['functions/a/planBackup.ts', 'export const x = 1;', 'kebab-case'],
  ['functions/a/later.ts', `// ${'TO'}${'DO'} later\nexport const x = 1;`, 'no-warning-comments'],
  ['functions/a/long.ts', '// a\n'.repeat(401), 'max-lines'],
];

let copy: string;
let lines: string[];

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'snapferry-lint-'));
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const file of ['tsconfig.json', '.oxlintrc.json', 'biome.json', 'tools/check/wall-clock.grit', 'package.json']) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await copyFile(path.join(root, file), path.join(copy, file));
  }
  await writeFile(path.join(copy, '.gitignore'), 'node_modules\n');
  for (const [file, text] of PLANTED) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await writeFile(path.join(copy, file), `${text}\n`);
  }
  const ran = await Promise.all([
    run('oxlint', '--type-aware', '--deny-warnings', '--format=unix'),
    run('biome', 'lint', '--max-diagnostics=none', '--reporter=github', '.'),
  ]);
  lines = ran.flatMap((output) => output.split('\n'));
});

afterAll(async () => await rm(copy, { recursive: true, force: true }));

it.each(PLANTED)('of %s with %s the linters say %s', (file, _, said) => {
  const found = lines.filter((line) => line.includes(file)).join('\n');

  if (said === undefined) expect(found).toBe('');
  else expect(found).toContain(said);
});

/** What it prints, however it ends. */
async function run(tool: string, ...given: string[]): Promise<string> {
  const command = path.join(root, 'node_modules/.bin', tool);
  return await new Promise((resolve) => {
    execFile(command, given, { cwd: copy }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}
