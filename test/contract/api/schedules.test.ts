import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';
import { claim } from '../../support/shop-cluster.ts';

const { world, cluster } = await startShopApi();

const NIGHTLY = { id: 'nightly', kind: 'daily', at: '02:30', keep: 7 };
const WEEKLY = { id: 'weekly', kind: 'weekly', days: ['SUN'], at: '03:00', keep: 4 };
const ANY = { 'if-match': '*' };

async function policy(name: string, changes: object = {}) {
  const body = { name, timeZone: 'Europe/Berlin', entries: [NIGHTLY], ...changes };
  return await world.call('POST', '/v1/policies', { body });
}

async function schedule(name: string, policyName: string, changes: object = {}, headers: Record<string, string> = {}) {
  const { name: _, ...backup } = backupBody();
  return await world.call('POST', '/v1/schedules', { body: { name, policy: policyName, backup, ...changes }, headers });
}

const firing = (uid: string) => world.scheduler.list('embedded', `${uid}-`);

describe('a policy', () => {
  it('is created, read, listed and changed', async () => {
    const { status, headers, body } = await policy('gold');
    const changed = await world.call('PUT', '/v1/policies/gold', {
      body: { timeZone: 'UTC', entries: [NIGHTLY, WEEKLY], overlap: 'queue' },
      headers: { 'if-match': String(headers.etag) },
    });
    const stale = await world.call('PUT', '/v1/policies/gold', {
      body: { entries: [NIGHTLY] },
      headers: { 'if-match': '"1"' },
    });

    expect({ status, at: headers.location }).toEqual({ status: 201, at: '/v1/policies/gold' });
    expect(body).toMatchObject({ entries: [NIGHTLY], overlap: 'skip', missed: 'runOnce', generation: 1 });
    expect(changed.body).toMatchObject({ generation: 2, timeZone: 'UTC', overlap: 'queue' });
    expect(stale.status).toBe(412);
    expect((await world.call('GET', '/v1/policies')).body.items.map(({ name }: { name: string }) => name)).toContain(
      'gold',
    );
  });

  it('that is wrong is refused with the field and the reason, and nothing is kept', async () => {
    const before = await world.readAll();
    const { status, body } = await policy('wrong', { entries: [{ ...NIGHTLY, kind: 'monthly', day: 30 }] });

    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
    expect(body.errors[0].pointer).toBe('/entries/0/day');
    expect(body.errors[0].message).toContain('"last"');
    expect((await world.readAll()).catalog).toEqual(before.catalog);
  });

  it('that lacks a field is told so in plain words', async () => {
    const { body } = await world.call('POST', '/v1/policies', {
      body: { name: 'lacking', entries: [{ ...NIGHTLY, keep: undefined }] },
    });

    expect(body.errors).toEqual([{ pointer: '/entries/0/keep', message: 'it is missing' }]);
  });

  it('says its next ten runs over a change of clocks, and what each deletes', async () => {
    await policy('clocks', { entries: [{ ...NIGHTLY, keep: 2 }] });
    const { body } = await world.call('GET', '/v1/policies/clocks/next-runs?after=2027-03-26T12:00:00Z');

    expect(body.items).toHaveLength(10);
    expect(body.items[0]).toEqual({
      at: '2027-03-27T01:30:00.000Z',
      local: '2027-03-27T02:30',
      entries: ['nightly'],
      deletes: [],
    });
    expect(body.items[1].at).toBe('2027-03-29T00:30:00.000Z');
    expect(body.items[2].deletes).toEqual([body.items[0].at]);
    expect(body.skipped).toEqual([{ entry: 'nightly', local: '2027-03-28T02:30' }]);
  });

  it('that is not stored says its next runs by a token that may only read, and stays unstored and unaudited', async () => {
    await policy('typed', { entries: [{ ...NIGHTLY, keep: 2 }] });
    const stored = await world.call('GET', '/v1/policies/typed/next-runs?count=3');
    const before = await world.readAll();
    const body = { timeZone: 'Europe/Berlin', entries: [{ ...NIGHTLY, keep: 2 }] };
    const ask = async (asked: object, path = '/v1/policies/next-runs?count=3') =>
      await world.call('POST', path, { body: asked, scopes: 'snapferry/read', subject: 'typist' });
    const typed = await ask(body);
    const wrong = await ask({ ...body, entries: [{ ...NIGHTLY, at: '24:00' }] });

    expect(typed).toMatchObject({ status: 200, body: stored.body });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/entries/0/at' }] } });
    expect((await world.readAll()).catalog).toEqual(before.catalog);
    expect((await world.call('GET', '/v1/audit?subject=typist')).body.items).toEqual([]);
  });
});

describe('a schedule', () => {
  it('is carried by EventBridge Scheduler, one schedule for each entry, which starts the machine itself', async () => {
    await policy('two', { entries: [NIGHTLY, WEEKLY] });
    const { status, body } = await schedule('shop-nightly', 'two');

    expect(status).toBe(201);
    expect(body).toMatchObject({ policy: 'two', applied: true, warnings: [] });
    expect(body.nextRuns[0]).toBe('2026-11-24T01:30:00.000Z');
    const [first, second] = firing(body.uid);
    expect([first?.ScheduleExpression, second?.ScheduleExpression]).toEqual([
      'cron(30 2 * * ? *)',
      'cron(0 3 ? * SUN *)',
    ]);
    expect(first).toMatchObject({ ScheduleExpressionTimezone: 'Europe/Berlin', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect(first?.Target.Arn).toContain(':stateMachine:backup');
    expect(JSON.parse(first?.Target.Input ?? '')).toEqual({
      scheduleUid: body.uid,
      entry: 'nightly',
      scheduledTime: '<aws.scheduler.scheduled-time>',
    });
  });

  it('is refused at once for what its runs would be refused for', async () => {
    const none = await schedule('none', 'nowhere');
    const gone = await schedule('gone', 'two', {
      backup: { ...backupBody({ selection: { namespaces: ['atlantis'] } }), name: undefined },
    });

    expect(none).toMatchObject({ status: 404, body: { code: 'policy.not_found' } });
    expect(gone).toMatchObject({ status: 404, body: { code: 'namespace.not_found' } });
  });

  it('is one schedule for one Idempotency-Key, and its name is taken for others', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await schedule('once', 'two', {}, headers);
    const again = await schedule('once', 'two', {}, headers);
    const other = await schedule('once', 'two');

    expect(again.body.uid).toBe(first.body.uid);
    expect(other).toMatchObject({ status: 409, body: { code: 'name.taken' } });
    expect(firing(first.body.uid)).toHaveLength(2);
  });

  it('fires no more while it is suspended, and says who wanted it and why', async () => {
    const { body } = await schedule('pause', 'two');
    const suspended = await world.call('POST', '/v1/schedules/pause/suspend', { body: { reason: 'maintenance' } });
    const none = firing(body.uid);
    const next = await world.call('GET', '/v1/policies/two/next-runs?schedule=pause');
    const resumed = await world.call('POST', '/v1/schedules/pause/resume', { body: {} });

    expect(suspended.body).toMatchObject({
      suspended: { by: 'ann', reason: 'maintenance' },
      nextRuns: [],
      applied: true,
    });
    expect(none).toEqual([]);
    expect(next.body.warnings).toEqual([
      expect.stringMatching(/^schedule pause is suspended since .+ \(maintenance\)/),
    ]);
    expect(resumed.body).not.toHaveProperty('suspended');
    expect(firing(body.uid)).toHaveLength(2);
  });

  it('runs now, for the entry that is named, as often as it is asked with another key', async () => {
    await schedule('now', 'two');
    const headers = { 'idempotency-key': 'run' };
    const run = async (body: object = { entry: 'weekly' }) =>
      await world.call('POST', '/v1/schedules/now/run', { body, headers });
    const first = await run();
    const again = await run();
    const wrong = await world.call('POST', '/v1/schedules/now/run', { body: { entry: 'yearly' } });

    expect(first).toMatchObject({
      status: 202,
      body: { slot: { schedule: 'now', entries: ['weekly'], onDemand: true } },
    });
    expect(again.body.id).toBe(first.body.id);
    expect(wrong).toMatchObject({ status: 422, body: { code: 'schedule.entry_not_found' } });
    const { body } = await world.call('GET', '/v1/backups?schedule=now');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([first.body.id]);
    const { body: others } = await world.call('GET', '/v1/backups?schedule=then');
    expect(others.items).toEqual([]);
    await world.call('DELETE', '/v1/schedules/now', { headers: { 'if-match': '*' } });
    const { body: kept } = await world.call('GET', '/v1/backups?schedule=now');
    expect(kept.items.map(({ id }: { id: string }) => id)).toEqual([first.body.id]);
    const execution = world.stepFunctions.describe(first.body.executionArn);
    expect(JSON.parse(String(execution.input))).toEqual({ operationId: first.body.id, epoch: 1 });
  });

  it('can be made and changed while a claim is being deleted: what a run meets, the run says', async () => {
    const held = { finalizers: ['example.com/hold'] };
    await cluster.apply({ ...claim('empty', 'going'), metadata: { namespace: 'empty', name: 'going', ...held } });
    cluster.objects.remove('persistentvolumeclaims', 'empty/going');
    const backup = { cluster: 'c1', locations: ['attic'], selection: { namespaces: ['empty'] } };

    const made = await world.call('POST', '/v1/schedules', { body: { name: 'stuck', policy: 'two', backup } });
    const body = { policy: 'two', backup, mayBeDeleted: ['empty/going'] };
    const put = await world.call('PUT', '/v1/schedules/stuck', { body, headers: { 'if-match': '*' } });

    expect([made.status, put.status], put.text).toEqual([201, 200]);
  });

  it('warns when its policy has no run in the future', async () => {
    await policy('past', { entries: [{ id: 'then', kind: 'once', at: '2020-01-01T00:00', keep: 1 }] });
    const { body } = await schedule('late', 'past');
    const { body: off } = await schedule('later', 'past', { suspended: true });

    expect(body).toMatchObject({ nextRuns: [], warnings: [expect.stringContaining('no run in the future')] });
    expect(off.warnings).toEqual([]);
  });

  it('is told of a change of its policy', async () => {
    await policy('moved');
    const { body } = await schedule('moves', 'moved');
    await world.call('PUT', '/v1/policies/moved', { body: { entries: [{ ...NIGHTLY, at: '04:00' }] }, headers: ANY });

    expect(firing(body.uid).map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(['cron(0 4 * * ? *)']);
    expect((await world.call('GET', '/v1/schedules/moves')).body.applied).toBe(true);
  });

  it('keeps its policy, cluster and location from being removed, and gives them free when it goes', async () => {
    await policy('held');
    const { body } = await schedule('holds', 'held');
    const refused = await world.call('DELETE', '/v1/policies/held', { headers: ANY });
    const removed = await world.call('DELETE', '/v1/schedules/holds', { headers: ANY });
    const gone = await world.call('DELETE', '/v1/policies/held', { headers: ANY });

    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'object.in_use', users: [{ kind: 'schedule', name: 'holds' }] },
    });
    expect([removed.status, gone.status]).toEqual([204, 204]);
    expect(firing(body.uid)).toEqual([]);
    const { catalog } = await world.readAll();
    expect(catalog.filter((row) => row.includes(body.uid) || row.includes('schedule#holds'))).toEqual([]);
  });

  it('takes another backup and another policy, and lets go of the old one', async () => {
    await policy('before');
    await policy('after');
    const { body, headers } = await schedule('changes', 'before');
    const { name: _, ...backup } = backupBody({ offload: false });
    const changed = await world.call('PUT', '/v1/schedules/changes', {
      body: { policy: 'after', backup },
      headers: { 'if-match': String(headers.etag) },
    });
    const gone = await world.call('DELETE', '/v1/policies/before', { headers: ANY });

    expect(changed.body).toMatchObject({ policy: 'after', backup: { offload: false }, generation: 2, uid: body.uid });
    expect(gone.status).toBe(204);
  });
});
