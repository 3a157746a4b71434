import { afterAll } from 'vitest';
import { registerAll } from './api-steps.ts';
import { type ApiWorld, startApiWorld } from './api-world.ts';
import { type ShopCluster, startShopCluster } from './shop-cluster.ts';

/** The API with a cluster and a valid location, for all tests of the file that asks; ended after them. */
export async function startShopApi(): Promise<{ world: ApiWorld; cluster: ShopCluster }> {
  const world = await startApiWorld();
  const cluster = await startShopCluster();
  afterAll(async () => {
    await world.stop();
    await cluster.stop();
  });
  await registerAll(world, cluster);
  return { world, cluster };
}
