import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPreviousSteps } from '../../../tools/check/previous-steps.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'snapferry-steps-'));
  for (const folder of ['functions', 'test/fixtures/previous'])
    await cp(path.join(root, folder), path.join(copy, folder), { recursive: true });
});
afterEach(async () => {
  await rm(copy, { recursive: true, force: true });
});

async function rewrite(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path.join(copy, file), 'utf8');
  expect(text).toMatch(from);
  await writeFile(path.join(copy, file), text.replaceAll(from, to));
}

describe('steps that the previous landing’s machines send', () => {
  it('are all dispatched', async () => {
    expect(await checkPreviousSteps(copy)).toEqual([]);
  });

  it('are missed when a step is renamed', async () => {
    await rewrite('functions/backup/steps.ts', /\bcheckOffloads\b/g, 'followOffloads');

    expect((await checkPreviousSteps(copy)).map(({ what }) => what)).toEqual([
      expect.stringContaining('CheckOffloads sends checkOffloads to ${OffloadArn}'),
    ]);
  });

  it('are missed when another function runs them', async () => {
    await rewrite('test/fixtures/previous/state-machines/backup.asl.yml', '${OffloadArn}', '${RecordsArn}');

    expect(await checkPreviousSteps(copy)).not.toEqual([]);
  });

  it('are told when they are kept and no machine sends them any more', async () => {
    const plan = 'dispatch(services, { planBackup }';
    await rewrite('functions/backup/steps.ts', plan, `${plan}, { planCopy: planBackup }`);

    expect((await checkPreviousSteps(copy)).map(({ what }) => what)).toEqual([
      'keeps planCopy, which no previous machine sends',
    ]);
  });

  it('are missed when there are no machines to ask', async () => {
    await rm(path.join(copy, 'test/fixtures'), { recursive: true });

    expect(await checkPreviousSteps(copy)).toEqual([expect.objectContaining({ what: 'no machine' })]);
  });
});
