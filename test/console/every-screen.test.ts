import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { seedShop } from '../../simulator/shop.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import { type Visit, violations } from './harness/visit.ts';

// Every address of the console, as the router has them, with something to see on each.

const ROUTES = readFileSync(join(import.meta.dirname, '../../console/app/routes.tsx'), 'utf8');
const PATHS = [...ROUTES.matchAll(/<Route path="([^"]+)"/g)].map(([, path = '']) => path);
const WIDE = 1440;
const NARROW = 360;

let world: ConsoleWorld;
let addresses: Record<string, string>;
let light: Visit;
let dark: Visit;

beforeAll(async () => {
  world = await startConsoleWorld();
  const { api } = world;
  await seedShop(world.simulator);
  const backup = await world.backUp({
    name: 'a-backup-with-a-rather-long-name',
    labels: { team: 'web', tier: 'gold' },
  });
  const restore = await world.restore(backup.operationId);
  const operations = await answered(api.GET('/v1/operations', { params: { query: { kind: 'validation' } } }));
  const actions = [{ podSelector: { matchLabels: { app: 'web' } }, command: 'true', onNoMatch: 'warn' as const }];
  await answered(api.POST('/v1/rules', { body: { name: 'stop', actions } }));
  const entries = [{ id: 'hourly', kind: 'interval' as const, every: '1h', keep: 3 }];
  await answered(api.POST('/v1/policies', { body: { name: 'often', entries } }));
  const scheduled = { cluster: 'demo', locations: ['local'], selection: { namespaces: ['shop'] } };
  await answered(api.POST('/v1/schedules', { body: { name: 'nightly', policy: 'often', backup: scheduled } }));
  addresses = {
    '/clusters/:name': '/clusters/demo',
    '/backups/:id': `/backups/${backup.operationId}`,
    '/restores/:id': `/restores/${restore.operationId}`,
    '/operations/:id': `/operations/${operations.items[0]?.id}`,
    '/schedules/:name': '/schedules/nightly',
    '/policies/:name': '/policies/often',
    '/locations/:name': '/locations/local',
    '/rules/:name': '/rules/stop',
    '*': '/there/is/none',
  };
  light = await world.visit();
  dark = await world.visit({ dark: true, width: NARROW });
});
afterAll(async () => await world?.stop());

async function shown(page: Page): Promise<void> {
  await page.locator('main :is(h1, p, [class*=alert])').first().waitFor();
  await expect.poll(() => page.getByText('Loading', { exact: true }).count()).toBe(0);
}
const fits = async (page: Page) =>
  await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

describe.each(PATHS)('the address %s', (path) => {
  const address = () => {
    const at = addresses[path] ?? path;
    expect(at).not.toContain(':');
    return at;
  };

  it('is clean in light colours on a wide screen, and does not scroll sideways on a narrow one', async () => {
    const { page } = light;
    await page.setViewportSize({ width: WIDE, height: 1000 });
    await light.go(address());
    await shown(page);
    expect(await fits(page)).toBeLessThanOrEqual(0);
    await light.isClean();
    await page.setViewportSize({ width: NARROW, height: 1000 });
    await expect.poll(() => fits(page)).toBeLessThanOrEqual(0);
  });

  it('is clean in dark colours on a narrow screen', async () => {
    await dark.go(address());
    await shown(dark.page);
    await expect.poll(() => fits(dark.page)).toBeLessThanOrEqual(0);
    await dark.isClean();
    expect(await dark.page.locator('body').getAttribute('class')).toContain('awsui-dark-mode');
  });
});

it('an address that there is none of says so, and leads to the overview', async () => {
  await light.page.setViewportSize({ width: WIDE, height: 1000 });
  await light.go('/there/is/none');
  await light.page.getByText('There is no such page').waitFor();
  await light.page.getByRole('link', { name: 'To the overview' }).click();
  await light.page.getByRole('heading', { name: 'Overview' }).waitFor();
});

it('what there is none of is said, with what the API says', async () => {
  const lost = await world.visit({ expected: /404/ });
  await lost.go(`/backups/bk-${'a'.repeat(26)}`);
  await lost.page.getByText(/backup.not_found/).waitFor();
  await lost.isClean();
  await lost.end();
});

it('each tab of an operation is clean, light and dark', async () => {
  for (const person of [light, dark])
    for (const path of ['/backups/:id', '/restores/:id'])
      for (const tab of ['volumes', 'events', 'objects', 'definition']) {
        await person.go(`${addresses[path]}?tab=${tab}`);
        await person.page.getByRole('tab', { selected: true }).waitFor();
        await shown(person.page);
        expect(await violations(person.page)).toEqual([]);
        expect(await fits(person.page)).toBeLessThanOrEqual(0);
      }
});
