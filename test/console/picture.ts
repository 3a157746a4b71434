import { join } from 'node:path';
import { answered } from '../../client/client.ts';
import { execRights } from '../../infra/cluster/manifests.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { seedShop } from '../../simulator/shop.ts';
import { orders, stopOrders } from '../../simulator/shop-orders.ts';
import type { NewObject } from '../../simulator/store.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { ensureConsole } from '../../tools/console/build.ts';
import { startProductWorld } from '../support/product-world.ts';
import { until } from '../support/until.ts';
import { startChromium } from './harness/chromium.ts';

/** `npm run picture`: the picture that README.md opens with, of a backup that was really taken. */
const ROOT = join(import.meta.dirname, '../..');
const viewport = { width: 1280, height: 1180 };

await ensureConsole(ROOT);
const world = await startProductWorld(await ensureTools());
const browser = await startChromium();
try {
  await seedShop(world.simulator);
  applyObjects(world.simulator.simulation, [...orders, ...(execRights(['shop']) as unknown as NewObject[])]);
  await until('the shop to run', 60, () => {
    const pods = world.simulator.objects.list('pods', 'shop');
    if (!pods.some((pod) => JSON.stringify(pod).includes('"phase":"Running"'))) throw new Error('no pod runs');
    return Promise.resolve(true);
  });
  const path = { name: 'local' };
  const kept = { params: { path }, body: { acknowledged: true } } as const;
  await answered(world.api.POST('/v1/locations/{name}/recovery-key', kept));
  await answered(world.api.POST('/v1/rules', { body: { name: 'stop-orders', actions: [stopOrders] } }));
  const asked = { name: 'shop before the upgrade', preExecRule: 'stop-orders', labels: { team: 'shop' } };
  const { operationId } = await world.backUp(asked);
  const page = await browser.newPage({ viewport });
  const { stack, token } = world.app;
  await page.goto(`${stack.endpoints.api}/backups/${operationId}#token=${token}`);
  await page.getByRole('button', { name: /^FinishBackup/ }).waitFor();
  await page.screenshot({ path: join(ROOT, 'docs/console.png') });
} finally {
  await browser.close();
  await world.stop();
}
