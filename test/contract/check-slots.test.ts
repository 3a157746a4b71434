import { describe, expect, it } from 'vitest';
import { Fault, toFault } from '../../functions/domain/errors.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { checkSlots } from '../../functions/schedules/check-slots.ts';
import { claimSlot } from '../../functions/scheduling/claim-slot.ts';
import { acquireRun } from '../../functions/scheduling/concurrency.ts';
import type { ScheduleItem } from '../../functions/scheduling/read-schedule.ts';
import { backupBody } from '../support/api-steps.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { startShopApi } from '../support/shop-api.ts';

const FUNCTION_MS = 120_000;
const SILENCE_MS = 30_000;
const HOUR = 3600;
const HOURLY = { id: 'hourly', kind: 'interval' as const, every: '1h', keep: 3 };
const ANY = { 'if-match': '*' };

const { world } = await startShopApi();

/** Under a policy of its own. */
async function schedule(name: string): Promise<ScheduleItem> {
  const { name: _, ...backup } = backupBody();
  await world.call('POST', '/v1/policies', { body: { name, entries: [HOURLY] } });
  await world.call('POST', '/v1/schedules', { body: { name, policy: name, backup } });
  return (await world.catalog.read('schedule', name)) as ScheduleItem;
}

async function suspend(...names: string[]): Promise<void> {
  for (const name of names) {
    await world.call('POST', `/v1/schedules/${name}/suspend`, { body: { reason: 'its test is over' } });
  }
}

/** The slot of this hour. */
function slotNow({ uid }: ScheduleItem) {
  const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
  return { scheduleUid: uid, entry: 'hourly', scheduledTime };
}

async function recordsOf({ name }: ScheduleItem): Promise<{ phase: string; slot: Operation['slot'] }[]> {
  const { body } = await world.call('GET', `/v1/backups?schedule=${name}`);
  // The clock stands: both may be of one moment.
  return body.items.toSorted((one: { phase: string }) => (one.phase === 'Missed' ? 1 : -1));
}

/** Delivered, claimed and begun. */
async function runSlot(item: ScheduleItem): Promise<Operation> {
  const { run } = await claimSlot(world, slotNow(item), 'arn:run');
  const operation = (await world.ledger.readOperation(run.operationId)) as Operation;
  expect(await acquireRun(world, operation, run)).toBe('running');
  await world.ledger.updateOperation(run, { phase: 'InProgress', startedAt: world.clock.now().toISOString() });
  return operation;
}

describe('a slot that was missed', () => {
  it('since its delivery came too late is run late, as one that nobody delivered', async () => {
    const item = await schedule('slow');
    world.clock.advance(HOUR);
    const slot = slotNow(item);
    world.clock.advance(HOUR + 60);
    await claimSlot(world, slot, 'arn:late');
    await checkSlots(world)();
    await suspend('slow');

    expect(await recordsOf(item)).toMatchObject([
      { phase: 'Pending', slot: { late: true, scheduledTime: slot.scheduledTime } },
      { phase: 'Missed' },
    ]);
  });

  it('keeps by its late run what that uses', async () => {
    await schedule('using');
    world.clock.advance(2 * HOUR + 60);
    await checkSlots(world)();
    const { body } = await world.call('GET', '/v1/backups?schedule=using');
    const { id } = body.items.find(({ slot }: Operation) => slot?.late);
    const refusal = await world.catalog.remove('location', 'attic', undefined).catch(toFault);
    await suspend('using');

    expect(refusal).toMatchObject({ code: 'object.in_use' });
    expect(refusal?.details.users).toContainEqual({ kind: 'backup', name: id });
  });

  it('is run late, though the check died between its record and the note of it', async () => {
    const item = await schedule('died');
    world.clock.advance(2 * HOUR + 60);
    const note: ApiWorld['slots']['note'] = async () => {
      throw new Fault('ledger.throttled', 'the function ends here');
    };
    await checkSlots({ ...world, slots: { ...world.slots, note } })();
    const before = await recordsOf(item);
    await checkSlots(world)();
    await suspend('died');

    expect(before).toMatchObject([{ phase: 'Missed' }]);
    expect(await recordsOf(item)).toMatchObject([{ phase: 'Pending', slot: { late: true } }, { phase: 'Missed' }]);
  });

  it('is not run late once a newer one has begun', async () => {
    const item = await schedule('caught-up');
    world.clock.advance(2 * HOUR);
    await runSlot(item);
    world.clock.advance(120);
    await checkSlots(world)();
    const { lateFor } = (await world.slots.read(item.uid)) ?? {};
    await suspend('caught-up');

    expect(lateFor).toBeUndefined();
    expect((await recordsOf(item)).filter(({ slot }) => slot?.late)).toEqual([]);
  });

  it('is not run late when its schedule is suspended while the check is under way', async () => {
    const item = await schedule('halted');
    world.clock.advance(2 * HOUR + 60);
    const list: ApiWorld['catalog']['list'] = async (kind, cursor, limit) => {
      const page = await world.catalog.list(kind, cursor, limit);
      if (kind === 'schedule') await suspend('halted');
      return page;
    };
    await checkSlots({ ...world, catalog: { ...world.catalog, list } })();

    expect((await recordsOf(item)).filter(({ slot }) => slot?.late)).toEqual([]);
  });

  it('keeps no other schedule from its check, though clusters of late runs do not answer', async () => {
    const items: ScheduleItem[] = [];
    for (let n = 0; n < 40; n += 1) items.push(await schedule(`silent-${10 + n}`));
    world.clock.advance(2 * HOUR + 60);
    let remaining = FUNCTION_MS;
    const clusters = {
      ...world.clusters,
      open: async () => {
        remaining -= SILENCE_MS / 8;
        throw new Fault('cluster.unreachable', 'it did not answer in time');
      },
    };
    await checkSlots({ ...world, clusters })({}, { getRemainingTimeInMillis: () => remaining });
    const records = await Promise.all(items.map(recordsOf));
    await suspend(...items.map(({ name }) => name));

    expect(records.filter((one) => one.length === 0)).toEqual([]);
  });
});

describe('a slot that falls due just before a change', () => {
  it('of the schedule, or of what its policy keeps, has its run', async () => {
    const item = await schedule('changed');
    const { name: _, ...backup } = backupBody();
    world.clock.advance(HOUR);
    const first = slotNow(item);
    await world.call('PUT', '/v1/policies/changed', { body: { entries: [{ ...HOURLY, keep: 9 }] }, headers: ANY });
    const afterPolicy = await claimSlot(world, first, 'arn:1');
    world.clock.advance(HOUR);
    const second = slotNow(item);
    await world.call('PUT', '/v1/schedules/changed', { body: { policy: 'changed', backup }, headers: ANY });
    const afterSchedule = await claimSlot(world, second, 'arn:2');
    await suspend('changed');

    expect([afterPolicy.status, afterSchedule.status]).toEqual(['run', 'run']);
  });
});

describe('what EventBridge Scheduler holds', () => {
  it('of an entry that is gone from the policy goes, though nobody applied the change', async () => {
    const item = await schedule('shrunk');
    const policy = await world.catalog.read('policy', 'shrunk');
    const { generation = 0, uid = '' } = policy ?? {};
    const two = {
      timeZone: 'UTC',
      entries: [HOURLY, { ...HOURLY, id: 'other' }],
      overlap: 'skip' as const,
      missed: 'skip' as const,
    };
    await world.catalog.update({ kind: 'policy', name: 'shrunk', uid, spec: two }, generation);
    await checkSlots(world)();
    const before = world.scheduler.list('embedded', `${item.uid}-`).length;
    await world.catalog.update(
      { kind: 'policy', name: 'shrunk', uid, spec: { ...two, entries: [HOURLY] } },
      generation + 1,
    );
    await checkSlots(world)();
    const after = world.scheduler.list('embedded', `${item.uid}-`).length;
    await suspend('shrunk');

    expect([before, after]).toEqual([2, 1]);
  });

  it('is the newest, though the check began before somebody changed it', async () => {
    const item = await schedule('raced');
    await world.catalog.writeStatus('schedule', item.name, item.uid, { applied: [] });
    let changed = false;
    const list: ApiWorld['catalog']['list'] = async (kind, cursor, limit) => {
      const page = await world.catalog.list(kind, cursor, limit);
      if (kind === 'schedule' && !changed) {
        changed = true;
        const entries = [{ ...HOURLY, every: '2h' }];
        await world.call('PUT', '/v1/policies/raced', { body: { entries }, headers: ANY });
      }
      return page;
    };
    await checkSlots({ ...world, catalog: { ...world.catalog, list } })();
    const expressions = world.scheduler.list('embedded', `${item.uid}-`).map((one) => one.ScheduleExpression);
    await suspend('raced');

    expect(expressions).toEqual(['rate(2 hours)']);
  });
});
