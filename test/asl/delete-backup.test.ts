import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeItem } from '../../functions/api/remove-item.ts';
import type { LocationSpec } from '../../functions/domain/location/location-spec.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { startDeletion } from '../../functions/operations/start-deletion.ts';
import { SPECS } from '../support/specs.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
let gateway: AslCluster;
let backup: string;

beforeAll(async () => {
  world = await startWorld();
  gateway = await startCluster(world.plane);
}, 120_000);
afterAll(async () => {
  await gateway.simulator.stop();
  await world.stop();
});
beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createShop(cluster, 2);
  ({ backup } = await backUp(world, cluster, SHOP));
});

const wish = { by: 'somebody', because: 'a case' };

async function read(id = backup): Promise<Operation> {
  const found = await world.plane.services.ledger.readOperation(id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

async function remove(force = false): Promise<Operation> {
  const { operationId } = await startDeletion(world.plane.services, await read(), { ...wish, force });
  return await world.ended(operationId);
}

async function setGateway(gatewayCluster: string | undefined): Promise<void> {
  const { catalog } = world.plane.services;
  const item = await catalog.read('location', world.location.name);
  if (!item) throw new Error('no location');
  const { gatewayCluster: _, ...spec } = item.spec as LocationSpec;
  await catalog.update({ ...item, spec: { ...spec, ...(gatewayCluster ? { gatewayCluster } : {}) } }, item.generation);
}

async function keysLeft(): Promise<number> {
  const store = world.plane.bucket;
  return (await store.list(`backups/${cluster.ref.clusterId}/${backup}/`)).keys.length;
}

describe('a backup whose cluster is not registered any more', () => {
  beforeEach(async () => {
    await world.plane.services.catalog.remove('cluster', cluster.ref.name);
    await cluster.simulator.stop();
  });

  it('goes by a Job on the gatewayCluster of its location; that local copies may remain is said by handle', async () => {
    await setGateway(gateway.ref.name);
    const handles = (await world.plane.services.ledger.readVolumes(backup)).map(({ localCopy }) => localCopy?.handle);
    const ran = gateway.kopia.runs['delete-snapshots'] ?? 0;

    const { phase } = await remove();

    expect(phase).toBe('Succeeded');
    expect(gateway.kopia.runs['delete-snapshots']).toBe(ran + 1);
    expect(await keysLeft()).toBe(0);
    const { phase: now, deletion } = await read();
    expect({ now, left: deletion?.left?.length }).toEqual({ now: 'Deleted', left: 1 });
    for (const handle of handles) expect(deletion?.left?.[0]).toContain(handle);
  });

  it('is left as it was where the location has none, and goes when somebody says so', async () => {
    await setGateway(undefined);

    const refused = await remove();
    const before = await read();
    const kept = await keysLeft();
    const forced = await remove(true);

    expect(refused).toMatchObject({ phase: 'Failed', error: { code: 'deletion.no_cluster' } });
    expect({ phase: before.phase, keys: kept > 1 }).toEqual({ phase: 'Succeeded', keys: true });
    expect(forced.phase).toBe('Succeeded');
    expect(await keysLeft()).toBe(0);
    const { deletion } = await read();
    expect(deletion?.left?.join()).toMatch(/snapshots of bk-.* stay in repositories\/.*local copies may remain/s);
  });
});

describe('a backup', () => {
  it('that a person holds is not deleted', async () => {
    const { ledger, clock } = world.plane.services;
    await ledger.holdBackup(backup, { at: clock.now().toISOString(), by: 'counsel', reason: 'case 7' });

    await expect(remove()).rejects.toMatchObject({ code: 'backup.legal_hold' });
    await ledger.holdBackup(backup, undefined);
    expect((await remove()).phase).toBe('Succeeded');
  });

  it('that a restore reads is not deleted, also when the restore began after the deletion was asked for', async () => {
    const { ledger } = world.plane.services;
    const restore = 'rs-aaaaaaaaaaaaaaaaaaaaaaaaaa';
    const { operationId } = await startDeletion(world.plane.services, await read(), wish);
    await ledger.addReader(backup, restore);
    const { refs } = await read();
    const given = {
      operationId: restore,
      kind: 'restore' as const,
      name: 'a reader',
      spec: SPECS.restore,
      refs,
      createdBy: 'ann',
    };
    await ledger.createOperation({ ...newOperation(given, new Date(), 3600), phase: 'InProgress' });

    const { phase, error } = await world.ended(operationId);

    expect({ phase, code: error?.code, backup: (await read()).phase }).toEqual({
      phase: 'Failed',
      code: 'backup.in_use',
      backup: 'Succeeded',
    });
  });

  it('whose deletion has failed after the seal was gone can be deleted by asking again', async () => {
    cluster.kopia.fail = (action) => (action === 'delete-snapshots' ? { exitCode: 1 } : undefined);
    const failed = await remove();
    const between = await read();
    cluster.kopia.fail = undefined;
    const again = await remove();

    expect(failed).toMatchObject({ phase: 'Failed', error: { code: 'mover.failed' } });
    expect(between).toMatchObject({ phase: 'Deleting', deletion: { operationId: failed.operationId } });
    expect(again.phase).toBe('Succeeded');
    expect(again.operationId).not.toBe(failed.operationId);
    expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { from: 'Succeeded', left: [] } });
    expect([...cluster.kopia.snapshots.values()].filter(({ run }) => run === backup)).toEqual([]);
  });

  it('whose seal is gone stays Deleting, whatever becomes of the next deletion, and nobody cancels it', async () => {
    const { services } = world.plane;
    cluster.kopia.fail = (action) => (action === 'delete-snapshots' ? { exitCode: 1 } : undefined);
    const failed = await remove();
    const { operationId } = await startDeletion(services, await read(), wish);
    const cancelled = services.ledger.requestCancel(operationId, 'ann');

    await expect(cancelled).rejects.toMatchObject({ code: 'backup.deleting' });
    expect(await world.ended(operationId)).toMatchObject({ phase: 'Failed', retryOf: failed.operationId });
    expect(await read()).toMatchObject({ phase: 'Deleting', deletion: { operationId, from: 'Succeeded' } });
    cluster.kopia.fail = undefined;
    expect((await remove()).phase).toBe('Succeeded');
  });

  it('that has failed takes its kept local copies with it', async () => {
    cluster.kopia.fail = (action) => (action === 'snapshot' ? { exitCode: 1 } : undefined);
    await expect(backUp(world, cluster, SHOP)).rejects.toThrow();
    cluster.kopia.fail = undefined;
    const { items } = await world.plane.services.ledger.listOperations({ kind: 'backup', phase: 'Failed' });
    backup = String(items[0]?.operationId);
    const before = cluster.simulator.storage.snapshots().length;

    expect((await remove()).phase).toBe('Succeeded');

    expect(before - cluster.simulator.storage.snapshots().length).toBe(2);
    expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { from: 'Failed' } });
  });

  it('whose bucket somebody has emptied goes without a word', async () => {
    const store = world.plane.bucket;
    for (const { key } of (await store.list('')).keys) await store.delete(key);

    expect((await remove()).phase).toBe('Succeeded');
    expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { left: [] } });
    // The next case backs up there.
    await world.plane.services.locations.claim(world.location, 'anew');
  });

  it('whose location is gone goes, and what may be there is said', async () => {
    const { name } = world.location;
    await removeItem(world.plane.services, { kind: 'location', name, generation: '*' }, () => []);

    expect((await remove()).phase).toBe('Succeeded');
    const { phase, deletion } = await read();
    expect({ phase, left: deletion?.left }).toMatchObject({
      phase: 'Deleted',
      left: [expect.stringContaining('location gone'), expect.stringContaining('stay in repositories/')],
    });
  });
});
