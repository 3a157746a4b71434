import { beforeAll, expect, it } from 'vitest';
import { checkSlots } from '../../functions/schedules/check-slots.ts';
import type { ScheduleItem } from '../../functions/scheduling/read-schedule.ts';
import { backupBody } from '../support/api-steps.ts';
import { startShopApi } from '../support/shop-api.ts';

const NAMES = ['alpha', 'beta', 'gamma'];

const { world } = await startShopApi();
beforeAll(async () => {
  const entries = [{ id: 'hourly', kind: 'interval', every: '1h', keep: 3 }];
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries, missed: 'skip' } });
  const { name: _, ...backup } = backupBody();
  for (const name of NAMES) await world.call('POST', '/v1/schedules', { body: { name, policy: 'p', backup } });
});

it('a check that has no time for all schedules takes another one each turn', async () => {
  for (const _ of NAMES) {
    world.clock.advance(3 * 3600);
    const left = [120_000];
    await checkSlots(world)({}, { getRemainingTimeInMillis: () => left.pop() ?? 0 });
  }

  const items = await Promise.all(NAMES.map((name) => world.catalog.read('schedule', name)));
  const states = await Promise.all((items as ScheduleItem[]).map(({ uid }) => world.slots.read(uid)));
  const checked = states.map((state, n) => String(state?.checkedUntil) > String((items[n] as ScheduleItem).spec.since));
  expect(checked).toEqual([true, true, true]);
});
