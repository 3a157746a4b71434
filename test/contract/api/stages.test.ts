import { expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

it('shows how each state of an operation went, also after its end, and not in lists', async () => {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  const run = { operationId: String(body.id), epoch: 1 };
  const at = world.clock.now().toISOString();
  await world.ledger.enterStage(run, 'PlanBackup', { enteredAt: 'a' });
  const last = { state: 'PlanBackup', counts: { volumes: 3 } };
  await world.ledger.enterStage(run, 'BeginRepositories', { enteredAt: 'b', last });
  await world.ledger.finishOperation(run, 'Failed', {});

  const stages = [
    { state: 'PlanBackup', epoch: 1, enteredAt: at, leftAt: at, visits: 1, retries: 0, counts: { volumes: 3 } },
    { state: 'BeginRepositories', epoch: 1, enteredAt: at, visits: 1, retries: 0 },
  ];
  for (const path of [`/v1/backups/${run.operationId}`, `/v1/operations/${run.operationId}`]) {
    expect((await world.call('GET', path)).body).toMatchObject({ stages });
  }
  const { items } = (await world.call('GET', '/v1/backups')).body;
  expect(items).toEqual([expect.not.objectContaining({ stages: expect.anything() })]);
});
