import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';
import { CLASS, DRIVER } from '../../support/shop-cluster.ts';

const { world } = await startShopApi();
const SETTINGS = { moverLimit: 2, readyTimeout: '1h' };
const ASKED = backupBody({
  labels: { team: 'web' },
  localCopies: { keep: 2 },
  offload: false,
  settings: SETTINGS,
  snapshotTimeout: '9m',
});

async function start(body: object) {
  return await world.call('POST', '/v1/backups', { body: body as Record<string, unknown> });
}

/** Its body, with the timeout of snapshots as a field of its own. */
async function specOf(id: string): Promise<Record<string, unknown>> {
  const { body } = await world.call('GET', `/v1/backups/${id}/spec`);
  return { ...body, snapshotTimeout: body.settings?.snapshotTimeout };
}

async function rule(name: string) {
  const actions = [{ podSelector: { matchLabels: { app: 'db' } }, command: 'CHECKPOINT' }];
  await world.call('POST', '/v1/rules', { body: { name, actions } });
}

describe('another backup like one', () => {
  it('has the body that it was asked for, which can be changed and sent', async () => {
    const { body } = await start(ASKED);

    const { body: spec } = await world.call('GET', `/v1/backups/${body.id}/spec`);
    const again = await start({ ...spec, name: 'again' });
    const { body: specOfAgain } = await world.call('GET', `/v1/backups/${again.body.id}/spec`);

    const settings = { ...SETTINGS, snapshotTimeout: '9m' };
    expect({ ...spec, snapshotTimeout: '9m' }).toMatchObject({ ...ASKED, settings });
    expect(again.status).toBe(202);
    expect(specOfAgain).toEqual({ ...spec, name: 'again' });
  });

  it('is asked for by its id, with a name and labels of its own', async () => {
    const { body } = await start(ASKED);

    const same = await start({ like: body.id });
    const renamed = await start({ like: body.id, name: 'other', labels: {} });

    const { id: _, ...read } = (await world.call('GET', `/v1/backups/${same.body.id}`)).body;
    expect(read).toMatchObject({ name: ASKED.name, labels: { team: 'web' }, spec: { offload: false } });
    expect(read.spec.settings).toMatchObject({ moverLimit: 2, snapshotTimeoutSeconds: 540 });
    expect(renamed.body).toMatchObject({ name: 'other', labels: {}, spec: { offload: false } });
  });

  it('takes the settings of the cluster where it had none of its own', async () => {
    const { body } = await start(backupBody());

    const { body: spec } = await world.call('GET', `/v1/backups/${body.id}/spec`);

    expect(spec).not.toHaveProperty('settings');
  });

  it.each<[string, Record<string, unknown>]>([
    ['selection', { selection: { kind: 'namespaces', namespaces: ['*'] } }],
    ['offload', { offload: true }],
    ['settings', { settings: { moverLimit: 3 } }],
    ['maxFreeze, quiesceGroup and onMaxFreeze', { maxFreeze: '60s', quiesceGroup: 'all', onMaxFreeze: 'continue' }],
    ['a rule', { preExecRule: 'other' }],
  ])('takes its own %s in place of that of the backup, and repeats all else', async (_, given) => {
    await rule('one');
    await rule('other');
    const { body } = await start({ ...ASKED, preExecRule: 'one', maxFreeze: '2m' });
    const { body: before } = await world.call('GET', `/v1/backups/${body.id}/spec`);

    const again = await start({ like: body.id, ...given });
    const asked = await start({ ...before, ...given });

    expect(again.status).toBe(202);
    expect(again.body.spec).toEqual(asked.body.spec);
    expect(again.body.spec).not.toEqual(body.spec);
  });

  it.each(['preExecRule', 'settings', 'fullRead'])('does without %s where it is null', async (field) => {
    await rule('calm');
    const { body } = await start({ ...ASKED, offload: true, preExecRule: 'calm', fullRead: true });
    const { body: before } = await world.call('GET', `/v1/backups/${body.id}/spec`);

    const again = await start({ like: body.id, [field]: null });

    const { body: spec } = await world.call('GET', `/v1/backups/${again.body.id}/spec`);
    const { [field]: taken, ...rest } = before;
    expect(taken).toBeDefined();
    // Without rules nothing is frozen, however long.
    expect({ ...spec, maxFreeze: before.maxFreeze }).toEqual(rest);
  });

  it.each([
    'crossCloud',
    'offload',
    'snapshotClasses',
    'localCopies',
    'quiesceGroup',
    'maxFreeze',
    'onMaxFreeze',
    'labels',
    'snapshotTimeout',
  ])('has of %s what is usual where it is null', async (field) => {
    await rule('still');
    const { name, cluster, locations, selection } = ASKED;
    const snapshotClasses = { [DRIVER]: CLASS };
    const unusual = { quiesceGroup: 'all', maxFreeze: '2m', onMaxFreeze: 'continue', preExecRule: 'still' };
    const { body } = await start({ ...ASKED, ...unusual, snapshotClasses });
    const usual = await start({ name, cluster, locations, selection, preExecRule: 'still' });

    const again = await start({ like: body.id, [field]: null });

    expect(again.status, again.text).toBe(202);
    const had = await specOf(body.id);
    const has = await specOf(again.body.id);
    expect(has[field]).toEqual((await specOf(usual.body.id))[field]);
    if (field !== 'crossCloud') expect(has[field]).not.toEqual(had[field]);
    expect({ ...has, settings: {}, [field]: had[field] }).toEqual({ ...had, settings: {} });
  });

  it('takes its own local copies as a whole: what they do not say is what is usual', async () => {
    const { body } = await start({ ...ASKED, localCopies: { keep: 2, onOffloadFailure: 'remove' } });

    const again = await start({ like: body.id, localCopies: { keep: 3 } });

    expect(again.body.spec.localCopies).toEqual({ keep: 3, onOffloadFailure: 'keep', failedFor: '72h' });
  });

  it.each(['/v1/backups', '/v1/backups/simulate'])(
    'by POST %s is told which field to give where something is gone, and goes on with it',
    async (route) => {
      const ask = async (given: object) => await world.call('POST', route, { body: given as Record<string, unknown> });
      await rule('quiet');
      await rule('loud');
      const { body } = await start({ ...ASKED, preExecRule: 'quiet', postExecRule: 'quiet' });
      await world.call('DELETE', '/v1/rules/quiet', { headers: { 'if-match': '*' } });

      const both = await ask({ like: body.id });
      const one = await ask({ like: body.id, preExecRule: 'loud' });
      const none = await ask({ like: body.id, preExecRule: 'loud', postExecRule: 'loud' });

      expect(both.body).toMatchObject({
        status: 404,
        code: 'rule.not_found',
        errors: [{ pointer: '/preExecRule' }, { pointer: '/postExecRule' }],
      });
      expect(one.body).toMatchObject({
        status: 404,
        code: 'rule.not_found',
        detail: `rule quiet, with which backup ${body.id} was asked for, is not there any more: give postExecRule beside like, or null to do without it`,
      });
      expect(none.status).toBe(202);
    },
  );

  it.each<[string, string, string]>([
    ['cluster', 'cluster', '/cluster'],
    ['location', 'locations', '/locations'],
  ])('names the %s that is gone, and the field', async (kind, field, pointer) => {
    const { body } = await start(ASKED);
    const { read } = world.catalog;
    world.catalog.read = (async (of: never, name: never) =>
      of === kind ? undefined : await read(of, name)) as typeof read;
    const refused = await start({ like: body.id });
    const given = await start({ like: body.id, [field]: field === 'cluster' ? 'gone' : ['gone'] });
    world.catalog.read = read;

    expect(refused.body).toMatchObject({ status: 404, code: `${kind}.not_found`, errors: [{ pointer }] });
    expect(refused.body.detail).toContain(`give ${field} beside like`);
    expect(given.body).toMatchObject({ status: 404, code: `${kind}.not_found`, detail: `there is no ${kind} gone` });
  });

  it.each([
    ['a field that is not valid', { offload: 1 }, 400, '/offload'],
    ['no name', { name: null }, 400, '/name'],
    ['no cluster', { cluster: null }, 400, '/cluster'],
    ['no locations', { locations: null }, 400, '/locations'],
    ['no selection', { selection: null }, 400, '/selection'],
    ['a field that nobody knows', { lik: 1 }, 400, '/lik'],
    ['an id that is none', { like: 'bk-1' }, 400, '/like'],
  ])('is refused with %s', async (_name, more, status, pointer) => {
    const { body } = await start(ASKED);

    const refused = await start({ like: body.id, ...more });

    expect(refused.body).toMatchObject({ status, code: 'request.invalid', errors: [{ pointer }] });
  });

  it('is refused where there is no such backup, and an empty body is told what a backup wants', async () => {
    const nobody = await start({ like: `bk-${'a'.repeat(26)}` });
    const empty = await start({});

    expect(nobody.body).toMatchObject({ status: 404, code: 'backup.not_found' });
    const pointers = empty.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/cluster', '/locations', '/selection']));
  });
});

it('a backup is not done over once a rule of it was deleted, nor with another one of its name', async () => {
  await rule('brief');
  const { body } = await start({ ...ASKED, preExecRule: 'brief' });
  await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Failed', {});
  const retry = async () => await world.call('POST', `/v1/backups/${body.id}/retry`);
  await world.call('DELETE', '/v1/rules/brief', { headers: { 'if-match': '*' } });

  const without = await retry();
  await rule('brief');
  const another = await retry();

  expect([without, another].map((one) => [one.status, one.body.code])).toEqual([
    [404, 'rule.not_found'],
    [404, 'rule.not_found'],
  ]);
});
