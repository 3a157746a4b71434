import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backupPath } from '../../functions/domain/location/location-layout.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { startDeletion } from '../../functions/operations/start-deletion.ts';
import { openApi } from '../upgrade/api.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { namesIn } from './harness/inventory.ts';
import { said } from './harness/kopia.ts';
import { startWorld, type World } from './harness/world.ts';

const HOUR_MS = 3_600_000;
const WISH = { by: 'ann', because: 'it is old' };

let world: World;
let cluster: AslCluster;
let backup: string;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);
beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createShop(cluster, 2);
  ({ backup } = await backUp(world, cluster, SHOP));
});

const ledger = () => world.plane.services.ledger;
const rows = () => DynamoDBDocumentClient.from(world.plane.dynamodb);
const put = async (operationId: string, record: string, row: object) =>
  await rows().send(new PutCommand({ TableName: world.plane.tables.ledger, Item: { ...row, operationId, record } }));

async function read(id = backup): Promise<Operation> {
  return (await ledger().readOperation(id)) ?? expect.fail(`there is no ${id}`);
}

async function dropTransfers(operationId: string) {
  const { transfers } = await ledger().readTransfers({ operationId });
  const { ledger: TableName } = world.plane.tables;
  for (const { id } of transfers) {
    await rows().send(new DeleteCommand({ TableName, Key: { operationId, record: `transfer#${id}` } }));
  }
  return transfers;
}

/** Until 0.2 a volume's own row had what its movers had come to. */
async function keepInVolumes(): Promise<void> {
  const volumes = await ledger().readVolumes(backup);
  for (const volume of volumes) await put(backup, `volume#${volume.volumeId}`, volume);
  expect(await dropTransfers(backup)).not.toEqual([]);
  expect(await ledger().readVolumes(backup)).toEqual(volumes);
}

async function expectNothingLeft(): Promise<void> {
  const place = { clusterId: cluster.ref.clusterId, backupId: backup };
  expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { left: [] } });
  expect((await world.plane.bucket.list(backupPath(place))).keys).toEqual([]);
  expect([...cluster.kopia.snapshots.values()].filter(({ run }) => run === backup)).toEqual([]);
  expect(cluster.simulator.storage.snapshots()).toEqual([]);
}

describe('a backup whose volumes tell what their movers came to, as they did before there were transfers', () => {
  it('is shown, restored, and deleted without a trace', async () => {
    await keepInVolumes();
    const { call } = openApi(world.plane);

    const body = { name: 'a look', backup, namespaceMapping: { [SHOP]: 'shop-copy' } };
    expect(await world.ended(await call('POST', '/v1/restores', body))).toMatchObject({ phase: 'Succeeded' });
    expect(namesIn(cluster.simulator, 'shop-copy')).toEqual(namesIn(cluster.simulator, SHOP));
    const { operationId } = await startDeletion(world.plane.services, await read(), WISH);
    expect(await world.ended(operationId)).toMatchObject({ phase: 'Succeeded' });
    await expectNothingLeft();
  });

  it('that is half deleted, by a deletion which kept its repositories in rows of volumes, goes all the same', async () => {
    const refuse = () => said(1, { action: 'delete-snapshots', failed: 'delete-snapshots', exit: 1 });
    cluster.kopia.fail = (action) => (action === 'delete-snapshots' ? refuse() : undefined);
    const { operationId } = await startDeletion(world.plane.services, await read(), WISH);
    expect(await world.ended(operationId)).toMatchObject({ phase: 'Failed' });
    for (const { repository } of await dropTransfers(operationId)) {
      await put(operationId, 'volume#of-a-repository', rowOfRepository(repository.namespace));
    }
    // As a table that was brought back from a copy older than the upload has it.
    for (const volume of await ledger().readVolumes(backup)) {
      await put(backup, `volume#${volume.volumeId}`, { ...volume, attempt: 0 });
    }
    await dropTransfers(backup);
    cluster.kopia.fail = undefined;
    await world.plane.clock.advance(2 * HOUR_MS);

    await expectNothingLeft();
  });
});

function rowOfRepository(namespace: string) {
  const claim = { pvc: '', pvcUid: '', volumeMode: 'Filesystem', accessModes: [], requestBytes: 0, capacityBytes: 0 };
  const why = 'snapshots of the run in the repository of this namespace';
  return {
    volumeId: 'of-a-repository',
    epoch: 1,
    group: 0,
    namespace,
    ...claim,
    why,
    phase: 'Deleting',
    attempt: 1,
    timings: {},
  };
}
