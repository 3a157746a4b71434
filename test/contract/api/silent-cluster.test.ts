import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupBody, registerAll } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { type Link, openLink } from '../../support/link.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

/** The gateway gives up after 30 s, and then nobody is told why. */
const LONGEST_MS = 20_000;

let world: ApiWorld;
let cluster: ShopCluster;
let link: Link;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
  link = await openLink('127.0.0.1', cluster.url);
  const kubeconfig = () => cluster.kubeconfig({ server: `https://127.0.0.1:${link.port}` });
  await registerAll(world, { ...cluster, kubeconfig });
});
afterAll(async () => {
  await link.cut();
  await world.stop();
  await cluster.stop();
});

const browse = async () => await world.call('GET', '/v1/clusters/c1/namespaces');
const backUp = async () => await world.call('POST', '/v1/backups', { body: backupBody() });

/** From here the cluster accepts connections and never answers. */
async function askInSilence() {
  link.hold();
  const began = performance.now();
  const answers = await Promise.all([browse(), backUp()]);
  const ms = performance.now() - began;
  link.release();
  return { answers, ms };
}

async function expectSaid(): Promise<void> {
  const before = await world.readAll();

  const { answers, ms } = await askInSilence();

  for (const { status, headers, body } of answers) {
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'cluster.unreachable' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect(ms).toBeLessThan(LONGEST_MS);
  expect(await world.readAll()).toEqual(before);
}

describe('a cluster that drops packets', () => {
  it('is said not to answer before the gateway gives up', expectSaid);

  it('is said so too by a function that has spoken with it before', async () => {
    expect((await browse()).status).toBe(200);

    await expectSaid();
  });
});
