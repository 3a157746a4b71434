import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHouse } from '../../../tools/check/house.ts';
import { checkNameSets } from '../../../tools/check/name-sets.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'snapferry-house-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function plant(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const TOUCHES: readonly [file: string, text: string, found: string | undefined][] = [
  ['functions/backup/x.ts', 'export const x = process.env;', 'process.env'],
  ['functions/platform/config.ts', 'export const x = process.env;', undefined],
  ['functions/backup/x.ts', 'export const x = () => Date.now();', 'Date.now'],
  ['functions/backup/x.ts', 'export const x = () => new Date();', 'new Date()'],
  ['functions/backup/x.ts', "export const x = () => new Date('2026-11-23');", undefined],
  ['functions/backup/x.ts', 'export const x = () => Math.random();', 'Math.random'],
  ['functions/backup/x.ts', "import { randomUUID as r } from 'node:crypto'; export const x = r;", 'randomUUID'],
  ['functions/backup/x.ts', 'export const x = () => setTimeout(() => 1, 5);', 'setTimeout'],
  [
    'functions/backup/x.ts',
    "import { setTimeout as t } from 'node:timers/promises'; export const x = t;",
    'node:timers/promises',
  ],
  ['functions/services/clock/x.ts', 'export const x = () => Date.now();', undefined],
  ['functions/backup/x.ts', '/** Not Date.now(). */ export const x = "process.env";', undefined],
  ['infra/local/x.ts', 'export const x = () => Date.now();', undefined],
  ['functions/backup/x.ts', "export { y } from './y.ts';", 're-exports'],
  ['functions/backup/index.ts', 'export const x = 1;', 'a barrel'],
  ['functions/backup/utils.ts', 'export const x = 1;', 'says nothing'],
  ['functions/backup/planBackup.ts', 'export const x = 1;', 'kebab-case'],
  ['functions/backup/x.ts', '// a\n'.repeat(401), '401 lines'],
];

describe('house limits', () => {
  it.each(TOUCHES)('of %s with %s: %s', async (file, text, found) => {
    await plant(file, text);

    const said = (await checkHouse(root, ['functions', 'infra'])).map(({ what }) => what).join('\n');

    if (found === undefined) expect(said).toBe('');
    else expect(said).toContain(found);
  });
});

describe('name sets', () => {
  const state = (step: string, fn: string) => ({ Type: 'Task', Parameters: { FunctionName: fn, Payload: { step } } });

  it('are equal when states, files and dispatch keys are the same words', async () => {
    await plant(
      'state-machines/backup.asl.yml',
      JSON.stringify({ States: { PlanBackup: state('planBackup', '${PlanArn}') } }),
    );
    await plant('functions/backup/plan-backup.ts', '');
    await plant(
      'functions/backup/steps.ts',
      'export const steps = () => ({ plan: dispatch({ planBackup: create() }) });',
    );

    expect(await checkNameSets(root)).toEqual([]);
  });

  it('names what differs', async () => {
    await plant(
      'state-machines/backup.asl.yml',
      JSON.stringify({ States: { PlanBackup: state('plan', '${OffloadArn}') } }),
    );
    await plant('functions/backup/plan-all.ts', '');
    await plant(
      'functions/backup/steps.ts',
      'export const steps = () => ({ plan: dispatch({ planBackup, other: 1 }) });',
    );

    const said = (await checkNameSets(root)).map(({ what }) => what);

    expect(said).toEqual([
      'has no functions/backup/plan-backup.ts',
      'calls Offload, but plan runs it',
      'dispatches other, no state',
      'no state of state-machines/backup.asl.yml has this name',
    ]);
  });
});
