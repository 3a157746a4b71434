import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

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

  it.each([
    ['a field that it cannot change', { offload: true }, 400, '/offload'],
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
