import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'snapferry-lint-'));
  await mkdir(path.join(copy, 'functions'));
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const file of ['tsconfig.json', '.oxlintrc.json', 'package.json']) {
    await copyFile(path.join(root, file), path.join(copy, file));
  }
});

afterEach(async () => {
  await rm(copy, { recursive: true, force: true });
});

it.each([
  ['no-floating-promises', 'export function x(): void { work(); }'],
  ['no-misused-promises', 'export function x(): void { [1].forEach(async () => { await work(); }); }'],
  ['await-thenable', 'export async function x(): Promise<void> { await work(); await (5 as number); }'],
])('a planted %s makes the lint red', async (rule, text) => {
  await writeFile(path.join(copy, 'functions/planted.ts'), `async function work(): Promise<void> {}\n${text}\n`);

  const { code, output } = await lint();

  expect(output).toContain(rule);
  expect(code).not.toBe(0);
});

async function lint(): Promise<{ code: number; output: string }> {
  const command = path.join(root, 'node_modules/.bin/oxlint');
  return await new Promise((resolve) => {
    execFile(command, ['--type-aware', '--deny-warnings', 'functions'], { cwd: copy }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: stdout + stderr });
    });
  });
}
