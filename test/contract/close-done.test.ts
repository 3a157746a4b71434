import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { closeIfComplete } from '../../functions/completion/close-if-complete.ts';
import { backupBody } from '../support/api-steps.ts';
import { startShopApi } from '../support/shop-api.ts';

const { world } = await startShopApi();

async function usersOf(used: string): Promise<string[]> {
  const { Items: rows = [] } = await world.client.send(
    new QueryCommand({
      TableName: world.tables.catalog,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': `use#${used}` },
    }),
  );
  return rows.map(({ name }) => String(name));
}

describe('an operation of which nothing is left to do', () => {
  it('uses neither its cluster nor its location any more; one that has left something still does', async () => {
    const started = [1, 2].map(async () => (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id);
    const [done, leaves] = (await Promise.all(started)) as [string, string];
    const at = world.clock.now().toISOString();
    const end = async (operationId: string, residuals: { kind: string; name: string; reason: string }[]) => {
      await world.ledger.finishOperation({ operationId, epoch: 1 }, 'Failed', { residuals });
      await closeIfComplete(world, await world.ledger.updateEnded(operationId, { settledAt: at, notifiedAt: at }));
    };
    await end(done, []);
    await end(leaves, [{ kind: 'Pod', name: 'p', reason: 'held' }]);

    expect(await usersOf('cluster#c1')).toEqual([`backup#${leaves}`]);
    expect(await usersOf('location#attic')).toEqual([`backup#${leaves}`]);
  });
});
