import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkNameSets } from '../../../tools/check/name-sets.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'snapferry-names-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function plant(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

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
      'export const steps = () => ({ plan: dispatch(services, { planBackup }) });',
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
      'export const steps = () => ({ plan: dispatch(services, { planBackup, other }) });',
    );

    const said = (await checkNameSets(root)).map(({ what }) => what);

    expect(said).toEqual([
      'has no functions/backup/plan-backup.ts',
      'calls Offload, but plan runs it',
      'dispatches other, no state',
      'no state of state-machines/backup.asl.yml has this name',
    ]);
  });

  it('names a file whose step is called otherwise than its state', async () => {
    await plant(
      'state-machines/backup.asl.yml',
      JSON.stringify({ States: { PlanBackup: state('planBackup', '${PlanArn}') } }),
    );
    await plant('functions/backup/plan-backup.ts', "export const planBackup = () => step('backup', 'PlanAll');");
    await plant(
      'functions/backup/steps.ts',
      'export const steps = () => ({ plan: dispatch(services, { planBackup }) });',
    );

    expect((await checkNameSets(root)).map(({ what }) => what)).toEqual(["its step is not called 'PlanBackup'"]);
  });
});
