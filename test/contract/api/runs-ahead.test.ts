import { beforeAll, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
const { name: _, ...backup } = backupBody();

async function schedule(name: string, policy: string, changes: object = {}) {
  const { status } = await world.call('POST', '/v1/schedules', { body: { name, policy, backup, ...changes } });
  return status;
}

beforeAll(async () => {
  const hourly = [{ id: 'hour', kind: 'interval', every: '6h', keep: 2 }];
  const nightly = [
    { id: 'night', kind: 'daily', at: '02:30', keep: 3 },
    { id: 'week', kind: 'weekly', days: ['TUE'], at: '02:30', keep: 3 },
  ];
  await world.call('POST', '/v1/policies', { body: { name: 'hourly', entries: hourly } });
  await world.call('POST', '/v1/policies', { body: { name: 'nightly', timeZone: 'Europe/Berlin', entries: nightly } });
  for (const [name, policy] of [
    ['b', 'hourly'],
    ['a', 'hourly'],
    ['shop', 'nightly'],
  ] as const) {
    expect(await schedule(name, policy)).toBe(201);
  }
  expect(await schedule('off', 'nightly', { suspended: true })).toBe(201);
});

const read = async (query = '') => (await world.call('GET', `/v1/schedules/next-runs${query}`)).body;

it('the runs ahead of all schedules come in the order of their times, then of their schedules', async () => {
  const { items, until, skipped } = await read('?within=24h');

  expect(items.map(({ at, schedule: name }: Record<string, string>) => `${at} ${name}`)).toEqual([
    '2026-11-23T15:00:00.000Z a',
    '2026-11-23T15:00:00.000Z b',
    '2026-11-23T21:00:00.000Z a',
    '2026-11-23T21:00:00.000Z b',
    '2026-11-24T01:30:00.000Z off',
    '2026-11-24T01:30:00.000Z shop',
    '2026-11-24T03:00:00.000Z a',
    '2026-11-24T03:00:00.000Z b',
    '2026-11-24T09:00:00.000Z a',
    '2026-11-24T09:00:00.000Z b',
  ]);
  expect({ until, skipped }).toEqual({ until: '2026-11-24T09:00:00.000Z', skipped: [] });
  expect(items[5]).toEqual({
    at: '2026-11-24T01:30:00.000Z',
    local: '2026-11-24T02:30',
    timeZone: 'Europe/Berlin',
    schedule: 'shop',
    cluster: 'c1',
    policy: 'nightly',
    entries: ['night', 'week'],
  });
  expect(items[4].suspended).toMatchObject({ by: 'ann', reason: 'created suspended' });
});

it('pages of the runs ahead have each of them once, and one end', async () => {
  const whole = await read();
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...page.items);
    expect(page.until).toBe(whole.until);
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(whole.items);
});

it('the runs ahead of one cluster are those of its schedules', async () => {
  expect((await read('?cluster=c1&within=6h')).items).toHaveLength(2);
  expect((await read('?cluster=other')).items).toEqual([]);
});

it('a night that daylight saving skips is said with the schedules that do not run in it', async () => {
  const before = world.clock.now();
  world.clock.advance((Date.parse('2027-03-27T12:00:00.000Z') - before.getTime()) / 1000);

  const { items, skipped } = await read('?within=24h');

  expect(items.filter(({ policy }: Record<string, string>) => policy === 'nightly')).toEqual([]);
  const night = { policy: 'nightly', entry: 'night', local: '2027-03-28T02:30' };
  expect(skipped).toEqual([
    { schedule: 'off', ...night },
    { schedule: 'shop', ...night },
  ]);
});

it('a window that is none, or too long, is refused, and so is a schedule that has the name of the list', async () => {
  for (const within of ['1', '32d', '-1h']) {
    expect(await read(`?within=${within}`)).toMatchObject({ status: 400, errors: [{ parameter: 'within' }] });
  }
  expect(await schedule('next-runs', 'hourly')).toBe(400);
});
