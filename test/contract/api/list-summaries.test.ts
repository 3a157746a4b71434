import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
const NAMES = ['shop', 'empty'];
let backup: string;
let restore: string;

beforeAll(async () => {
  const body = backupBody({ selection: { namespaces: NAMES } });
  backup = (await world.call('POST', '/v1/backups', { body })).body.id;
  await world.ledger.finishOperation({ operationId: backup, epoch: 1 }, 'Succeeded', { counts: { volumes: 3 } });
  const asked = { name: 'back', backup, namespaceMapping: { shop: 'shop-copy' } };
  restore = (await world.call('POST', '/v1/restores', { body: asked })).body.id;
});

async function listed(query: string) {
  return (await world.call('GET', `/v1/operations?${query}`)).body.items;
}

it('a list says of each backup which namespaces it selects, and how many volumes it has', async () => {
  const [item] = await listed('kind=backup');
  expect(item).toMatchObject({ id: backup, namespaces: { names: NAMES, count: 2 }, volumes: 3 });
});

it('a list says of each restore where it goes, and leaves volumes out that are not looked up yet', async () => {
  const [item] = await listed('kind=restore');
  expect(item).toMatchObject({ id: restore, namespaces: { names: ['empty', 'shop-copy'], count: 2 } });
  expect(item).not.toHaveProperty('volumes');
});

it('of many namespaces a list names five', async () => {
  const namespaces = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const selection = { kind: 'namespaces' as const, namespaces };
  const operation = await world.ledger.readOperation(backup);
  const spec = { ...operation?.spec, selection };
  await world.ledger.updateEnded(backup, { spec: spec as never });
  const [item] = await listed('kind=backup');
  await world.ledger.updateEnded(backup, { spec: operation?.spec as never });
  expect(item.namespaces).toEqual({ names: ['a', 'b', 'c', 'd', 'e'], count: 7 });
});

it('a selection by labels is not shown before it has come to namespaces', async () => {
  const selection = { namespaceLabelSelector: { matchLabels: { team: 'none' } }, allowEmpty: true };
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ name: 'by labels', selection }) });
  const [item] = await listed('search=by%20labels');
  expect(item).toMatchObject({ id: body.id });
  expect(item).not.toHaveProperty('namespaces');
});

it('a restore is found by namespaces that keep their names, too', async () => {
  for (const name of ['shop', 'shop-copy', 'empty']) {
    expect(await listed(`kind=restore&namespace=${name}`)).toMatchObject([{ id: restore }]);
  }
});

it('a restore of an earlier release is listed without what its row does not have', async () => {
  await world.client.send(
    new UpdateCommand({
      TableName: world.tables.ledger,
      Key: { operationId: restore, record: 'operation' },
      UpdateExpression: 'REMOVE #spec.#namespaces',
      ExpressionAttributeNames: { '#spec': 'spec', '#namespaces': 'namespaces' },
    }),
  );
  const [item] = await listed('kind=restore&namespace=shop');
  expect(item).toMatchObject({ id: restore });
  expect(item).not.toHaveProperty('namespaces');
});
