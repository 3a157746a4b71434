import { beforeAll, describe, expect, it } from 'vitest';
import { syncSchedules } from '../../functions/schedules/sync-schedules.ts';
import { claimSlot } from '../../functions/scheduling/claim-slot.ts';
import type { ScheduleItem } from '../../functions/scheduling/read-schedule.ts';
import { backupBody } from '../support/api-steps.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { startShopApi } from '../support/shop-api.ts';

const DELIVERIES = 10_000;
/** As many as the client has sockets: more would wait for those. */
const CONCURRENCY = 50;

const { world } = await startShopApi();
beforeAll(async () => {
  const entries = [
    { id: 'hourly', kind: 'interval', every: '1h', keep: 3 },
    { id: 'daily', kind: 'daily', at: '12:00', keep: 7 },
  ];
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries } });
});

async function schedule(name: string): Promise<ScheduleItem> {
  const { name: _, ...backup } = backupBody();
  const { body } = await world.call('POST', '/v1/schedules', { body: { name, policy: 'p', backup } });
  expect(body.uid).toBeDefined();
  return (await world.catalog.read('schedule', name)) as ScheduleItem;
}

describe('what runs and what waits', () => {
  it('is read of many schedules at once', async () => {
    const uids = [(await schedule('one')).uid, (await schedule('two')).uid];

    const states = await world.slots.readMany([...uids, 'none', uids[0] ?? '']);

    expect([...states.keys()].toSorted()).toEqual(uids.toSorted());
    expect(states.get(uids[1] ?? '')).toEqual(await world.slots.read(uids[1] ?? ''));
  });
});

describe('a slot', () => {
  it(`that is delivered ${DELIVERIES} times, by either entry, in batches at once, is one backup`, async () => {
    const { uid } = await schedule('flood');
    world.clock.advance(3 * 3600);
    const scheduledTime = '2026-11-23T12:00:00Z';
    const statuses = new Map<string, number>();
    for (let n = 0; n < DELIVERIES; n += CONCURRENCY) {
      const batch = Array.from({ length: CONCURRENCY }, async (_, at) => {
        const entry = (n + at) % 2 === 0 ? 'hourly' : 'daily';
        const { status } = await claimSlot(world, { scheduleUid: uid, entry, scheduledTime }, `arn:${n + at}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      });
      await Promise.all(batch);
    }

    expect(Object.fromEntries(statuses)).toEqual({ run: 1, duplicate: DELIVERIES - 1 });
    const records = await world.ledger.listBySchedule(uid);
    expect(records.map(({ slot }) => slot)).toEqual([
      { schedule: { name: 'flood', uid }, entries: ['hourly', 'daily'], scheduledTime },
    ]);
  }, 600_000);

  it('that comes too late is Missed, by its record, whoever asks again', async () => {
    const { uid } = await schedule('late');
    world.clock.advance(2 * 3600);
    const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
    const slot = { scheduleUid: uid, entry: 'hourly', scheduledTime };
    world.clock.advance(2 * 3600);
    const first = await claimSlot(world, slot, 'arn:1');
    const again = await claimSlot(world, slot, 'arn:2');

    expect([first.status, again.status]).toEqual(['missed', 'duplicate']);
    const { items } = await world.ledger.readEvents(first.run.operationId);
    expect(items.map(({ type }) => type)).toEqual(['BackupMissed']);
  });

  it('of a schedule that was suspended, or is gone, has no record', async () => {
    const { uid, name } = await schedule('still');
    await world.call('POST', `/v1/schedules/${name}/suspend`, { body: { reason: 'a test' } });
    world.clock.advance(3600);
    const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
    const suspended = await claimSlot(world, { scheduleUid: uid, entry: 'hourly', scheduledTime }, 'arn:1');
    const gone = await claimSlot(world, { scheduleUid: 'gone', entry: 'hourly', scheduledTime }, 'arn:1');

    expect([suspended.status, gone.status]).toEqual(['nothing', 'nothing']);
    expect(await world.ledger.readOperation(suspended.run.operationId)).toBeUndefined();
  });

  it('that fell due before its schedule was suspended is Missed, also when that is resumed soon', async () => {
    const { uid, name } = await schedule('paused');
    world.clock.advance(3600 + 20);
    const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
    await world.call('POST', `/v1/schedules/${name}/suspend`, { body: { reason: 'a test' } });
    const { status, run } = await claimSlot(world, { scheduleUid: uid, entry: 'hourly', scheduledTime }, 'arn:1');
    await world.call('POST', `/v1/schedules/${name}/resume`, { body: {} });

    expect(status).toBe('missed');
    const { phase, error } = (await world.ledger.readOperation(run.operationId)) ?? {};
    expect(phase).toBe('Missed');
    expect(error?.message).toContain('suspended before it began');
  });

  it('whose location is not valid any more is a failure on record, and others go on', async () => {
    const { uid } = await schedule('invalid');
    const item = await world.catalog.read('location', 'attic');
    const looked = item?.status.validated;
    const refused = { ...(looked as object), reason: { code: 'location.refused', message: 'ExpiredToken' } };
    await world.catalog.writeStatus('location', 'attic', String(item?.uid), { validated: refused });
    world.clock.advance(3600);
    const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
    const { status, run } = await claimSlot(world, { scheduleUid: uid, entry: 'hourly', scheduledTime }, 'arn:1');
    await world.catalog.writeStatus('location', 'attic', String(item?.uid), { validated: looked });

    expect(status).toBe('refused');
    expect(await world.ledger.readOperation(run.operationId)).toMatchObject({
      phase: 'Failed',
      error: { code: 'location.not_valid', message: expect.stringContaining('ExpiredToken') },
    });
  });
});

describe('the sync of schedules', () => {
  it('makes what is missing and removes what is nobody’s', async () => {
    const { uid } = await schedule('synced');
    const all = world.scheduler.list('embedded', '').map(({ Name }) => Name);
    for (const { Name } of world.scheduler.list('embedded', uid)) world.scheduler.remove('embedded', Name);
    const [stray] = world.scheduler.list('embedded', '');
    if (stray) world.scheduler.create({ ...stray, Name: 'ffffffff-stray' });

    const mended = await syncSchedules(world)();
    const again = await syncSchedules(world)();

    expect(mended).toMatchObject({ made: 2, removed: 1 });
    expect(again).toMatchObject({ made: 0, removed: 0 });
    expect(world.scheduler.list('embedded', '').map(({ Name }) => Name)).toEqual(all);
  });

  it('leaves what somebody resumes while it runs', async () => {
    const { uid } = await schedule('resumed');
    const body = { reason: 'a test' };
    let calls = 0;
    const list: ApiWorld['catalog']['list'] = async (kind, cursor, limit) => {
      calls += 1;
      if (calls === 1) await world.call('POST', '/v1/schedules/resumed/suspend', { body });
      const page = await world.catalog.list(kind, cursor, limit);
      if (kind === 'schedule' && calls === 2) await world.call('POST', '/v1/schedules/resumed/resume', { body });
      return page;
    };

    await syncSchedules({ ...world, catalog: { ...world.catalog, list } })();

    expect(world.scheduler.list('embedded', uid)).toHaveLength(2);
  });
});
