import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedShop } from '../../../simulator/shop.ts';
import { type Cli, createCli } from '../../support/cli/snapferry.ts';
import { ensureMoverTools } from '../../support/mover-tools.ts';
import { startProductWorld } from '../../support/product-world.ts';

let world: Awaited<ReturnType<typeof startProductWorld>>;
let cli: Cli;

const WAITED = ['--wait', '--timeout', '2m'];

beforeAll(async () => {
  world = await startProductWorld(await ensureMoverTools());
  await seedShop(world.simulator);
  cli = await createCli({ SNAPFERRY_API: world.app.stack.endpoints.api, SNAPFERRY_TOKEN: world.app.token });
});
afterAll(async () => {
  cli?.remove();
  await world?.stop();
});

/** @returns stdout of one that is to go well */
async function ok(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  expect(stderr).not.toContain('    at ');
  return stdout;
}

describe('a backup from the command line', () => {
  let id: string;

  it('is created and awaited, with its stages on stderr and its end on stdout', async () => {
    const asked = ['backup', 'create', 'first', '-c', 'demo', '-n', 'shop', '-L', 'local', '--label', 'team=web'];
    const { code, stdout, stderr } = await cli.run([...asked, ...WAITED]);

    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^backup\/bk-[a-z2-7]{26} Succeeded {2}[\d.]+ [kM]B {2}\d+s\n$/);
    expect(stderr).toMatch(/^backup\/bk-\S+ started\n(.*\n)*.*volumes/);
    id = /bk-[a-z2-7]{26}/.exec(stdout)?.[0] ?? '';
  });

  it('is in the list: as a table, as names, and as JSON and YAML that parse', async () => {
    expect(await ok('get', 'backups')).toMatch(
      new RegExp(
        `^ID +NAME +PHASE +CLUSTER +LOCATION +VOLUMES +SIZE +AGE\\n${id} +first +Succeeded +demo +local +\\d+ `,
      ),
    );
    expect(await ok('get', 'backups', '-l', 'team=web', '-o', 'name')).toBe(`backup/${id}\n`);
    expect(JSON.parse(await ok('get', 'backups', '-o', 'json')).items).toMatchObject([{ id, phase: 'Succeeded' }]);
    expect(JSON.parse(await ok('get', `backup/${id}`, '-o', 'json'))).toMatchObject({ id, labels: { team: 'web' } });
    expect(await ok('backup', 'list', '--phase', 'failed,cancelled')).toBe('');
  });

  it('is described by the beginning of its id: with stages, volumes and events', async () => {
    const text = await ok('describe', 'backup', id.slice(0, 8));

    expect(text).toMatch(/^Id: +bk-/);
    for (const part of ['Phase:', 'Stages:', 'CreateSnapshots', 'Volumes:', 'csi+offload', 'Events:'])
      expect(text).toContain(part);
  });

  it('that nobody made is not found, which is code 3', async () => {
    const { code, stderr } = await cli.run(['describe', 'backup', `bk-${'a'.repeat(26)}`]);

    expect(code).toBe(3);
    expect(stderr).toContain('(backup.not_found)');
  });
});
