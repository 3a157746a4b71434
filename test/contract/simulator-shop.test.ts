import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { seedShop } from '../../simulator/shop.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { eventually, paths, start } from './simulator-client.ts';

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** Names, modes, owners, times and bytes of all volumes, by size since handles differ. */
function treeOf(simulator: Simulator): string[] {
  return simulator.storage
    .volumes()
    .map(({ handle }) => simulator.storage.volumeFolder(handle) ?? '')
    .map((folder) =>
      execFileSync(
        'sh',
        ['-c', 'find . -printf "%p %y %m %U %T@ %l\\n" | sort; find . -type f -exec sha256sum {} + | sort'],
        { cwd: folder },
      ).toString(),
    )
    .toSorted();
}

describe('the shop', () => {
  test('is the same every time, small, and runs', async () => {
    const one = await start({ root: temporaryRoot() });
    const other = await start({ root: temporaryRoot() });
    await seedShop(one.simulator);
    await seedShop(other.simulator);
    expect(treeOf(one.simulator)).toEqual(treeOf(other.simulator));
    const used = execFileSync('du', [
      '-s',
      '-B1',
      '--apparent-size',
      join(one.simulator.storage.volumeFolder('') ?? ''),
    ]).toString();
    expect(Number(used.split('\t')[0])).toBeLessThan(20e6);
    const pods = await eventually(async () => {
      const { items } = (await one.client.get(paths.core('shop', 'pods'))).body;
      return items.length === 3 && items.every((pod: { status: { phase: string } }) => pod.status.phase === 'Running')
        ? items
        : undefined;
    });
    expect(pods.map((pod: { metadata: { name: string } }) => pod.metadata.name)).toContain('database-0');
    const set = await eventually(async () => {
      const { body } = await one.client.get('/apis/apps/v1/namespaces/shop/statefulsets/database');
      return body.status.readyReplicas === 1 ? body : undefined;
    });
    expect(set.status).toMatchObject({ replicas: 1, readyReplicas: 1 });
    const deployment = await eventually(async () => {
      const { body } = await one.client.get('/apis/apps/v1/namespaces/shop/deployments/web');
      return body.status.readyReplicas === 2 ? body : undefined;
    });
    expect(
      deployment.status.conditions.find((condition: { type: string }) => condition.type === 'Available').status,
    ).toBe('True');
  });

  test('leaves alone what is there already', async () => {
    const { simulator, client } = await start({ root: temporaryRoot() });
    await seedShop(simulator);
    const [volume] = simulator.storage.volumes();
    writeFileSync(join(simulator.storage.volumeFolder(volume?.handle ?? '') ?? '', 'mine'), 'mine');
    await client.remove('/apis/apps/v1/namespaces/shop/deployments/web', { propagationPolicy: 'Foreground' });
    await simulator.settled();
    const before = treeOf(simulator);
    await seedShop(simulator);
    expect(treeOf(simulator)).toEqual(before);
    expect((await client.get('/apis/apps/v1/namespaces/shop/deployments/web')).status).toBe(404);
    const { items } = (await client.get(paths.core('shop', 'pods'))).body;
    expect(items.map((pod: { metadata: { name: string } }) => pod.metadata.name)).toEqual(['database-0']);
  });
});
