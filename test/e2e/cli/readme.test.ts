import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedShop } from '../../../simulator/shop.ts';
import { type Cli, createCli } from '../../support/cli/snapferry.ts';
import { ensureMoverTools } from '../../support/mover-tools.ts';
import { startProductWorld } from '../../support/product-world.ts';

const README = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

let world: Awaited<ReturnType<typeof startProductWorld>>;
let cli: Cli;
let env: Record<string, string>;

beforeAll(async () => {
  world = await startProductWorld(await ensureMoverTools());
  await seedShop(world.simulator);
  cli = await createCli();
  const bin = join(cli.home, 'bin');
  mkdirSync(bin);
  symlinkSync(cli.file, join(bin, 'snapferry'));
  env = {
    PATH: [bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: cli.home,
    SNAPFERRY_API: world.app.stack.endpoints.api,
    SNAPFERRY_TOKEN: world.app.token,
  };
});
afterAll(async () => {
  cli?.remove();
  await world?.stop();
});

/** The blocks of a section that call snapferry, in their order. */
function blocksOf(section: string): string[] {
  const [, text = ''] = README.split(`\n## ${section}\n`);
  const blocks = [...(text.split('\n## ')[0] ?? '').matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.filter((block) => block.includes('snapferry '));
}

/** As they are pasted; the first that fails ends it. The program itself stands for the function that calls npm. */
async function paste(lines: string): Promise<string> {
  const pasted = lines.replace(/^snapferry\(\) .*\n/m, '');
  const { stdout } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', pasted], { env });
  return stdout;
}

it('the lines of README run a schedule, and hold and delete a backup of it', async () => {
  const [scheduling = '', deleting = ''] = blocksOf('On a schedule');

  const scheduled = await paste(scheduling);
  expect(scheduled).toMatch(/^policy\/often created\nschedule\/shop created\nAT +LOCAL +ENTRIES +DELETES\n/);
  expect(scheduled).toMatch(/\nbackup\/bk-\S+ Succeeded .*\nID +NAME/);
  expect(scheduled).toMatch(/\nschedule\/shop suspended\nschedule\/shop resumed\n$/);

  // the newest good one of a schedule is not deleted
  await paste('snapferry schedule run shop --wait');
  const deleted = await paste(deleting);
  expect(deleted).toMatch(/ held\n.* released\noperation\/dl-\S+ Succeeded/);
  expect(deleted).toMatch(/ Deleted .*\nschedule\/shop removed\n$/);
});

it('the lines of README name a bucket, back up to it and restore a copy', async () => {
  const [lines = '', ...more] = blocksOf('First backup and restore');
  const { s3 } = world.app.stack;
  if (!s3) throw new Error('the S3 server is not there');
  const here = lines
    .replaceAll(' prod ', ' demo ')
    .replace('https://s3.example', s3.url)
    .replace('eu-central-1', s3.region)
    .replace('--prefix snapferry', '--prefix readme --path-style')
    .replace('=KEY', `=${s3.credentials.accessKeyId}`)
    .replace('=SECRET', `=${s3.credentials.secretAccessKey}`);

  const said = await paste(here);

  expect(more).toEqual([]);
  expect(said).toMatch(/^location\/offsite created\nrecovery key: \S{20,}\n/);
  for (const line of ['nothing speaks against it', /backup\/bk-\S+ Succeeded/, /restore\/rs-\S+ Succeeded/])
    expect(said).toMatch(line);
});
