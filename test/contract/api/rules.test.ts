import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

const ANY = { 'if-match': '*' };
const SELECTOR = { matchLabels: { app: 'db' } };
const LOCK = { podSelector: SELECTOR, command: 'lock; ${WAIT_CMD}; unlock', background: true };

async function rule(name: string, changes: object = {}, as?: string) {
  const body = { name, actions: [{ podSelector: SELECTOR, command: 'CHECKPOINT' }], ...changes };
  return await world.call('POST', '/v1/rules', { body, ...(as ? { scopes: as } : {}) });
}

describe('a rule', () => {
  it('is created with the defaults of its actions, read, listed and changed', async () => {
    const { status, headers, body } = await rule('checkpoint', { description: 'flush' });
    const changed = await world.call('PUT', '/v1/rules/checkpoint', {
      body: { actions: [LOCK] },
      headers: { 'if-match': String(headers.etag) },
    });
    const stale = await world.call('PUT', '/v1/rules/checkpoint', {
      body: { actions: [LOCK] },
      headers: { 'if-match': '"1"' },
    });
    const listed = await world.call('GET', '/v1/rules');

    expect({ status, at: headers.location }).toEqual({ status: 201, at: '/v1/rules/checkpoint' });
    expect(body).toMatchObject({ generation: 1, description: 'flush' });
    expect(body.actions[0]).toMatchObject({
      background: false,
      runInSinglePod: false,
      timeout: '30s',
      onError: 'fail',
      onNoMatch: 'fail',
    });
    expect(changed.body).toMatchObject({ generation: 2, actions: [{ background: true }] });
    expect(stale.status).toBe(412);
    expect(listed.body.items.map(({ name }: { name: string }) => name)).toContain('checkpoint');
  });

  it.each([
    ['a background command that waits for nothing', [{ ...LOCK, command: 'lock' }], '/actions/0/command'],
    ['a command that waits and is not in the background', [{ ...LOCK, background: false }], '/actions/0/command'],
    ['an undo that waits', [{ ...LOCK, undo: 'unlock; ${WAIT_CMD}' }], '/actions/0/undo'],
    [
      'an undo that waits by the bare name',
      [{ podSelector: SELECTOR, command: 'x', undo: '$WAIT_CMD' }],
      '/actions/0/undo',
    ],
    [
      'a command that waits by the bare name',
      [{ podSelector: SELECTOR, command: 'x; "$WAIT_CMD"' }],
      '/actions/0/command',
    ],
    ['a selector of nothing', [{ podSelector: {}, command: 'x' }], '/actions/0/podSelector'],
    ['a timeout beyond the deadline', [{ podSelector: SELECTOR, command: 'x', timeout: '6m' }], '/actions/0/timeout'],
    ['a command of blanks', [{ podSelector: SELECTOR, command: ' \n\t ' }], '/actions/0/command'],
    ['a command of nothing', [{ podSelector: SELECTOR, command: '' }], '/actions/0/command'],
    ['an undo of blanks', [{ podSelector: SELECTOR, command: 'x', undo: '  ' }], '/actions/0/undo'],
    ['a timeout that is no duration', [{ podSelector: SELECTOR, command: 'x', timeout: '5' }], '/actions/0/timeout'],
    ['no action', [], '/actions'],
  ])('with %s is refused, with the field', async (_, actions, pointer) => {
    const { status, body } = await rule('wrong', { actions });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('is counted where schedules name it, and not removed while one does', async () => {
    await rule('used');
    const { name: _, ...backup } = { ...backupBody(), preExecRule: 'used' };
    const entries = [{ id: 'nightly', kind: 'daily', at: '02:30', keep: 7 }];
    await world.call('POST', '/v1/policies', { body: { name: 'nights', entries } });
    const made = await world.call('POST', '/v1/schedules', { body: { name: 'shop', policy: 'nights', backup } });
    const refused = await world.call('DELETE', '/v1/rules/used', { headers: ANY });
    const read = await world.call('GET', '/v1/rules/used');
    await world.call('DELETE', '/v1/schedules/shop', { headers: ANY });
    const removed = await world.call('DELETE', '/v1/rules/used', { headers: ANY });

    expect(made.status).toBe(201);
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 409, code: 'object.in_use' });
    expect(read.body.usedBy).toEqual({ schedules: 1 });
    expect(removed.status).toBe(204);
  });
});

describe('a backup', () => {
  it('takes its rules as they are when it begins', async () => {
    await rule('frozen');
    const { status, body } = await world.call('POST', '/v1/backups', {
      body: { ...backupBody(), preExecRule: 'frozen', maxFreeze: '1m', quiesceGroup: 'all' },
    });
    await world.call('PUT', '/v1/rules/frozen', { body: { actions: [LOCK] }, headers: ANY });
    const read = await world.call('GET', `/v1/backups/${body.id}`);
    const spec = await world.call('GET', `/v1/backups/${body.id}/spec`);

    expect(status).toBe(202);
    expect(read.body.spec.rules).toMatchObject({
      preExec: { name: 'frozen', generation: 1, actions: [{ command: 'CHECKPOINT' }] },
      maxFreezeSeconds: 60,
      quiesceGroup: 'all',
    });
    expect(spec.body).toMatchObject({ preExecRule: 'frozen', maxFreeze: '60s', quiesceGroup: 'all' });
  });

  it('with a rule that is not there, or one that can only run before the cut, is refused before anything begins', async () => {
    await rule('held', { actions: [LOCK] });
    const missing = await world.call('POST', '/v1/backups', { body: { ...backupBody(), preExecRule: 'nowhere' } });
    const after = await world.call('POST', '/v1/backups', { body: { ...backupBody(), postExecRule: 'held' } });
    const long = await world.call('POST', '/v1/backups', { body: { ...backupBody(), maxFreeze: '16m' } });

    expect({ status: missing.status, code: missing.body.code }).toEqual({ status: 404, code: 'rule.not_found' });
    expect(after.body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/postExecRule' }] });
    expect(long.body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/maxFreeze' }] });
  });
});
