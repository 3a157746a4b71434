import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { settle } from '../../../functions/events/settle.ts';
import { sweep } from '../../../functions/events/sweep.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

const sweepOnce = () => sweep({ ...world, locations: { open: () => Promise.reject(new Error('nobody asks')) } })();

const warned = async () => {
  const { body } = await world.call('GET', '/v1/schedules/s');
  return (body.warnings as string[]).filter((warning) => warning.startsWith('cluster.'));
};

/** As a look leaves it that found nobody there. */
async function look(code = 'cluster.unreachable'): Promise<void> {
  world.clock.advance(60);
  const { uid = '' } = (await world.catalog.read('cluster', 'c1')) ?? {};
  const reason = { code, message: 'no answer', remedy: '' };
  await world.catalog.writeStatus('cluster', 'c1', uid, { validatedAt: world.clock.now().toISOString(), reason });
  expect(await warned()).toEqual([expect.stringMatching(new RegExp(`^${code}: cluster c1, when last looked at`))]);
  world.clock.advance(60);
}

async function backUp(): Promise<{ operationId: string; epoch: number }> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  return { operationId: body.id, epoch: 1 };
}

describe('a cluster that did not answer when it was looked at last', async () => {
  const { name: _, ...backup } = backupBody();
  const entries = [{ id: 'hourly', kind: 'interval', every: '1h', keep: 1 }];
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries } });
  await world.call('POST', '/v1/schedules', { body: { name: 's', policy: 'p', backup } });

  it('is warned of no more once somebody has browsed it', async () => {
    await look();
    expect((await world.call('GET', '/v1/clusters/c1/namespaces')).status).toBe(200);
    expect(await warned()).toEqual([]);
  });

  it('is warned of no more once a backup of it is planned, or has Succeeded, and not for one of before', async () => {
    const early = await backUp();
    await world.ledger.updateOperation(early, { plannedAt: world.clock.now().toISOString() });
    await look();
    await sweepOnce();
    expect(await warned()).toHaveLength(1);
    await world.ledger.updateOperation(early, { plannedAt: world.clock.now().toISOString() });
    await sweepOnce();
    expect(await warned()).toEqual([]);

    await look();
    await world.ledger.finishOperation(early, 'Succeeded', {});
    const input = JSON.stringify(early);
    await settle(world)({ detail: { executionArn: 'arn', status: 'SUCCEEDED', input } });
    expect(await warned()).toEqual([]);
  });

  it('is warned of as before where the reason is another one, or nothing was answered', async () => {
    await look('cluster.unauthorized');
    await world.call('GET', '/v1/clusters/c1/namespaces');
    expect(await warned()).toHaveLength(1);

    await look();
    const failed = await backUp();
    await world.ledger.finishOperation(failed, 'Failed', {});
    await settle(world)({ detail: { executionArn: 'arn', status: 'FAILED', input: JSON.stringify(failed) } });
    expect(((await world.ledger.readOperation(failed.operationId)) as Operation).phase).toBe('Failed');
    expect(await warned()).toHaveLength(1);
  });
});
