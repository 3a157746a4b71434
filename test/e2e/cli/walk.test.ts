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
  await ok('rule', 'create', 'nobody', '--pods', 'app=nobody', '--command', 'sync');
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

  it('is cut short by Ctrl-C: the operation goes on, and it is said how it is cancelled', async () => {
    const asked = ['backup', 'create', '-c', 'demo', '-n', 'shop', '-L', 'local', '--wait'];
    let killed = false;
    const { code, stdout, stderr } = await cli.run(asked, {
      onStderr: (said, kill) => {
        if (killed || !/started\n.+\n/.test(said)) return;
        killed = true;
        kill('SIGINT');
      },
    });

    const [other] = /bk-[a-z2-7]{26}/.exec(stderr) ?? [];
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain(`${other} goes on\n`);
    expect(stderr).toContain(`snapferry cancel ${other}\n`);
    expect(await ok('wait', other ?? '')).toContain('Succeeded');
  });

  it('is not awaited longer than --timeout says, which is code 7', async () => {
    const asked = ['backup', 'create', '-c', 'demo', '-n', 'shop', '-L', 'local', '--wait', '--timeout', '1ms'];
    const { code, stderr } = await cli.run(asked);
    const [other = ''] = /bk-[a-z2-7]{26}/.exec(stderr) ?? [];

    expect(code).toBe(7);
    expect(stderr).toContain('it goes on');
    expect(await cli.run(['cancel', other, '--wait'])).toMatchObject({
      code: 6,
      stdout: expect.stringContaining('Cancelled'),
    });
  });

  it('that fails ends with code 5, with the error and what to do about it', async () => {
    const asked = ['backup', 'create', '-c', 'demo', '-n', 'shop', '-L', 'local', '--pre-rule', 'nobody'];
    const { code, stdout, stderr } = await cli.run([...asked, ...WAITED]);

    expect(code, stderr).toBe(5);
    expect(stdout).toMatch(/^backup\/bk-\S+ Failed/);
    expect(stderr).toContain('(rule.no_match)');
    expect(await ok('logs', /bk-[a-z2-7]{26}/.exec(stdout)?.[0] ?? '')).toContain('Failed');
  });

  it('is looked at beforehand: what it would do, and with code 1 what speaks against it', async () => {
    const asked = ['backup', 'create', '-c', 'demo', '-L', 'local', '--dry-run'];
    const found = await ok(...asked, '-n', 'shop');
    const empty = await cli.run([...asked, '--namespace-selector', 'team=nobody']);

    expect(found).toMatch(
      /^nothing speaks against it\nnamespaces: shop\nvolumes: \d+ \(\d+ csi\+offload\)\nobjects: \d+ /,
    );
    expect(found).toMatch(/\nestimate: /);
    expect(empty).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 problem:\n {2}.*\(selection\.empty\)\n/),
    });
  });

  it('comes back into another namespace, and what came back is listed by kind', async () => {
    const asked = ['restore', 'create', '--latest', '-n', 'shop', '--map', 'shop=shop-copy'];
    expect(await ok(...asked, '--dry-run')).toContain('new namespaces: shop-copy');
    const [restore = ''] = /rs-[a-z2-7]{26}/.exec(await ok(...asked, ...WAITED)) ?? [];

    expect(await ok('get', 'objects', restore, '--kind', 'PersistentVolumeClaim')).toMatch(/created/);
    expect(await ok('get', 'history', restore)).toMatch(/^STATE .*\n/);
    expect(await ok('describe', restore)).toMatch(/\nStages:\n(.*\n)*\nVolumes:\n(.*\n)*\nEvents:\n/);
    const again = await cli.run([...asked, '--dry-run']);
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining('already there: ') });
    expect(await ok('undo', restore, '--force', ...WAITED)).toContain('Succeeded');
  });

  it('is held, not deleted, released and deleted', async () => {
    expect(await ok('backup', 'hold', id, '--reason', 'an audit')).toBe(`backup/${id} held\n`);
    const refused = await cli.run(['delete', 'backup', id]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(backup.legal_hold)') });
    expect(await ok('get', 'backup', id)).toContain('Succeeded,held');

    await ok('release', id);
    expect(await ok('delete', `backup/${id}`, ...WAITED)).toMatch(/^operation\/dl-\S+ Succeeded/);
    expect(await ok('get', 'backups', '--phase', 'deleted', '-o', 'name')).toBe(`backup/${id}\n`);
  });
});

describe('wrong input', () => {
  it.each([
    ['an unknown command', ['bakup'], 2, '(Did you mean backup'],
    ['an unknown option', ['get', 'backups', '--clutser', 'x'], 2, '(Did you mean --cluster?)'],
    ['an unknown kind', ['get', 'polices'], 2, 'did you mean policies?'],
    ['a filter that the kind has not', ['get', 'policies', '--phase', 'Failed'], 2, '--phase is not for policies'],
    ['a missing cluster', ['backup', 'create', '-n', 'shop', '-L', 'local'], 2, 'which cluster? --cluster NAME'],
    [
      'a refused field',
      ['backup', 'create', '-c', 'demo', '-n', 'Shop_', '-L', 'local'],
      1,
      '  --namespace (selection.namespaces[0]): ',
    ],
    ['a name that is not there', ['describe', 'policy', 'nightly'], 3, '(policy.not_found)'],
  ])('%s is told in a sentence', async (_, words, code, said) => {
    const ran = await cli.run(words);

    expect({ ...ran, stderr: ran.stderr }).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(said);
  });

  it('without a token, or with a wrong one, is code 4, and no token is printed', async () => {
    const unknown = await cli.run(['get', 'backups'], { more: { SNAPFERRY_API: '', SNAPFERRY_TOKEN: '' } });
    const wrong = await cli.run(['get', 'backups'], { more: { SNAPFERRY_TOKEN: 'not-a-token' } });
    const read = await cli.run(['schedule', 'run', 'x'], { more: { SNAPFERRY_TOKEN: world.app.tokens.read ?? '' } });

    expect([unknown.code, wrong.code, read.code]).toEqual([4, 4, 4]);
    for (const { stderr } of [unknown, wrong, read]) expect(stderr).not.toMatch(/not-a-token|eyJ/);
  });
});

describe('things of the catalogue', () => {
  const FILE = `
schedules:
  - name: shop
    policy: often
    backup: { cluster: demo, locations: [local], selection: { namespaces: [shop] } }
policy:
  name: often
  timeZone: Europe/Berlin
  entries:
    - { id: night, kind: daily, at: "02:00", keep: 7 }
`;

  it('are applied in the order in which they need one another, and a second time nothing changes', async () => {
    const apply = async (input: string) => (await cli.run(['apply', '-f', '-'], { input })).stdout;

    expect(await apply(FILE)).toBe('policy/often created\nschedule/shop created\n');
    expect(await apply(FILE)).toBe('policy/often unchanged\nschedule/shop unchanged\n');
    expect(await apply(FILE.replace('keep: 7', 'keep: 3'))).toBe('policy/often configured\nschedule/shop unchanged\n');
  });

  const generationsOf = (yaml: string) => yaml.match(/generation: \d+/g);

  it.each([
    ['policies', 'policy/often'],
    ['schedules', 'schedule/shop'],
    ['locations', 'location/local'],
    ['clusters', 'cluster/demo'],
    ['rules', 'rule/nobody'],
  ])('are applied as they were printed, which writes nothing: %s', async (kind, word) => {
    const input = await ok('get', kind, '-o', 'yaml');

    expect(await cli.run(['apply', kind, '-f', '-'], { input })).toMatchObject({ stdout: `${word} unchanged\n` });
    expect(generationsOf(await ok('get', kind, '-o', 'yaml'))).toEqual(generationsOf(input));
  });

  it('are created by flags, run, suspended, resumed and removed', async () => {
    await ok(
      'policy',
      'create',
      'rare',
      '--entry',
      'night: daily at 02:00, keep 7',
      '--entry',
      'minute: every 30m, keep 3',
    );
    expect(await ok('get', 'policy', 'rare')).toContain('night: daily at 02:00, keep 7; minute: every 30m, keep 3');
    expect(await ok('policy', 'next-runs', 'rare', '--limit', '2')).toMatch(/^AT .*\n.*\n.*\n$/);
    expect(await ok('schedule', 'suspend', 'shop', '--reason', 'seen enough')).toBe('schedule/shop suspended\n');
    expect(await ok('get', 'schedules')).toMatch(/shop +often +demo +Suspended/);
    expect(await ok('schedule', 'resume', 'shop')).toBe('schedule/shop resumed\n');
    expect(await ok('run', 'shop', ...WAITED)).toMatch(/^backup\/bk-\S+ Succeeded/);
    expect(await ok('delete', 'schedule', 'shop')).toBe('schedule/shop removed\n');
    expect(await ok('policy', 'delete', 'rare', 'often')).toBe('policy/rare removed\npolicy/often removed\n');
  });

  it('are edited in the editor that the environment names, which leaves alone what it does not save', async () => {
    await ok('policy', 'create', 'often', '--entry', 'night: daily at 02:00, keep 7');
    const edit = async (editor: string) => await cli.run(['edit', 'policy', 'often'], { more: { EDITOR: editor } });

    expect(await edit('true')).toMatchObject({ code: 0, stdout: '', stderr: 'policy/often is left as it is\n' });
    expect(await edit('sed -i s/02:00/03:00/')).toMatchObject({ code: 0, stdout: 'policy/often edited\n' });
    expect(await ok('get', 'policy', 'often')).toContain('daily at 03:00');
    const refused = await edit('sed -i s/03:00/25:00/');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('what was edited is kept in ') });
  });
});

describe('what a cluster has', () => {
  it('is listed, of the only cluster that there is, without naming it', async () => {
    expect(await ok('get', 'namespaces', '--search', 'shop')).toMatch(/^NAME .*\nshop +Active/);
    expect(await ok('cluster', 'provisioners', 'demo', '-n', 'shop')).toMatch(/^PROVISIONER /);
    expect(await ok('get', 'resource-types', '-n', 'shop', '-o', 'name')).toContain(
      'resource-type/PersistentVolumeClaim\n',
    );
    expect(await ok('get', 'resources', '-c', 'demo', '-n', 'shop', '--types', 'ConfigMap')).toMatch(/ConfigMap +shop/);
  });

  it('is validated, and the location is maintained; the audit trail says who asked', async () => {
    expect(await ok('cluster', 'validate', 'demo')).toBe('cluster/demo is Valid\n');
    expect(await ok('location', 'maintain', 'local', ...WAITED)).toMatch(/^operation\/mt-\S+ Succeeded/);
    expect(await ok('location', 'recovery-key', 'local')).toMatch(/^\S{20,}\n$/);
    expect(await ok('get', 'audit', '--target', 'local', '-o', 'wide')).toContain('/v1/locations/local/recovery-key');
  });
});

describe('the whole of it', () => {
  it('is shown on one screen, with what needs a person, and who asks', async () => {
    expect(await ok('status')).toMatch(
      /^(nothing needs a person|needs a person: \d+)\n(.*\n)*clusters:\n {2}demo {2}Valid.*\nlocations:\n {2}local {2}Valid/,
    );
    expect(await ok('whoami')).toMatch(/^local-admin, may read, operate, admin; Snapferry \S+, installation \S+\n$/);
  });

  it('says which namespaces have a good backup, what runs ahead, and what a policy would do', async () => {
    const input = 'entries: [{ id: night, kind: daily, at: "02:00", keep: 7 }]';

    expect(await ok('get', 'protection', '--search', 'shop')).toMatch(/^NAMESPACE .*\nshop +/);
    expect(await ok('get', 'runs-ahead', '--within', '2d', '-o', 'json')).toContain('"items": [');
    expect((await cli.run(['policy', 'preview', '-f', '-', '--limit', '2'], { input })).stdout).toMatch(
      /^AT .*\n.*\n.*\n$/,
    );
    expect(await ok('policy', 'preview', '--entry', 'often: every 1h, keep 3', '--limit', '1')).toMatch(/ often /);
  });
});
