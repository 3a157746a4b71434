import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Fault } from '../../../functions/domain/errors.ts';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { findConflicts } from '../../../functions/operations/check-restore-target.ts';
import type { ObjectStore } from '../../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../../functions/services/location/object-backup-store.ts';
import { backupBody } from '../../support/api-steps.ts';
import { sealBackup } from '../../support/seal-backup.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world, cluster } = await startShopApi();
let backup: Operation;
let sealed: Awaited<ReturnType<typeof sealBackup>>;

function object(apiVersion: string, kind: string, name: string, more: object = {}, namespace = 'shop'): Manifest {
  return { apiVersion, kind, metadata: { name, namespace }, ...more };
}
const settings = object('v1', 'ConfigMap', 'settings', { data: { a: '1' } });
const key = object('v1', 'Secret', 'key', { data: {} });
const web = object('v1', 'Service', 'web', { spec: { ports: [{ port: 80 }] } });
const OBJECTS = [settings, object('v1', 'ConfigMap', 'free', { data: {} }), key, web];
const made: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'copy' } };

beforeAll(async () => {
  backup = await backUp('first', OBJECTS);
  sealed = await sealBackup(world, backup, OBJECTS);
  await cluster.apply(made as never, object('v1', 'ConfigMap', 'settings', { data: { theirs: 'x' } }, 'copy') as never);
});

async function backUp(name: string, objects: readonly Manifest[]): Promise<Operation> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ name }) });
  await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Succeeded', {});
  const found = await world.ledger.readOperation(body.id);
  if (!found) throw new Error('no backup');
  await sealBackup(world, found, objects);
  return found;
}

const restore = (changes: object = {}, headers: Record<string, string> = {}) => {
  const body = { name: 'back', backup: backup.operationId, namespaceMapping: { shop: 'copy' }, ...changes };
  return world.call('POST', '/v1/restores', { body, headers });
};

describe('a restore of objects that the target has', () => {
  it('is refused before there is a record, with all that is in its way', async () => {
    const before = await world.readAll();

    const { status, body } = await restore();

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'restore.conflict' });
    expect(body).toMatchObject({ detail: 'there is already ConfigMap copy/settings', count: 1 });
    expect(body.conflicts).toEqual(['ConfigMap copy/settings']);
    expect(await world.readAll()).toEqual(before);
  });

  it('goes on into a namespace that is not there', async () => {
    expect((await restore({ namespaceMapping: { shop: 'new' } })).status).toBe(202);
  });

  it('is refused for a kind that the target does not have, wherever it would go', async () => {
    const odd = await backUp('odd', [object('example.com/v1', 'Gauge', 'one')]);

    const { status, body } = await restore({ backup: odd.operationId, namespaceMapping: { shop: 'new' } });

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'restore.kind_not_found' });
    expect(body.detail).toBe('the cluster has no example.com/v1 Gauge');
  });

  it("is refused into Snapferry's own namespace", async () => {
    const { status, body } = await restore({ namespaceMapping: { shop: 'snapferry' } });

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'restore.conflict' });
    expect(body.detail).toBe('snapferry is the namespace of Snapferry itself');
  });

  it('reads the volumes of the backup once', async () => {
    const reads = vi.spyOn(world.ledger, 'readVolumes');

    await restore({ storageClassMapping: {} });

    expect(reads).toHaveBeenCalledTimes(1);
    reads.mockRestore();
  });
});

describe('a retry of a restore', () => {
  it('that has left objects is refused as a restore is; the same request again is the restore that there is', async () => {
    const headers = { 'idempotency-key': 'once' };
    const asked = { namespaceMapping: { shop: 'later' } };
    const { body: first } = await restore(asked, headers);
    // what the restore makes meanwhile is its own
    await cluster.apply({ ...made, metadata: { name: 'later' } } as never);
    await cluster.apply(object('v1', 'ConfigMap', 'settings', { data: { a: '1' } }, 'later') as never);

    const again = await restore(asked, headers);
    await world.ledger.finishOperation({ operationId: first.id, epoch: 1 }, 'Failed', {});
    const refused = await world.call('POST', `/v1/restores/${first.id}/retry`);
    cluster.objects.remove('configmaps', 'later/settings');
    const retried = await world.call('POST', `/v1/restores/${first.id}/retry`);

    expect(again).toMatchObject({ status: 202, body: { id: first.id } });
    expect(refused.body).toMatchObject({ code: 'restore.conflict', conflicts: ['ConfigMap later/settings'] });
    expect(retried).toMatchObject({ status: 202, body: { retryOf: first.id } });
  });
});

describe('a first look that does not come to its end is left to the restore', () => {
  const asked = () => ({
    refs: backup.refs,
    spec: {
      backup: backup.operationId,
      namespaceMapping: { shop: 'copy' },
      storageClassMapping: {},
      restoreStatus: false,
    },
  });
  const look = async (store: Partial<ObjectStore>, budget?: { ms: number; bytes: number }) => {
    const open: typeof world.locations.open = async (ref) => {
      const location = await world.locations.open(ref);
      return { ...location, store: createObjectBackupStore({ ...world.bucket, ...store }) };
    };
    const target = await world.clusters.open(backup.refs.cluster, 'restore');
    return await findConflicts({ ...world, locations: { open } }, target, asked(), new Set(['copy']), budget);
  };
  const PLENTY = { ms: 60_000, bytes: 1_000_000 };

  it('where there is more to read than it may', async () => {
    const seal = await world.bucket.get(sealed.seal);

    expect(await look({}, PLENTY)).toEqual(['ConfigMap copy/settings']);
    expect(await look({}, { ...PLENTY, bytes: (seal?.length ?? 0) + 1 })).toEqual([]);
  });

  it('where the location does not answer in time, and reads no more afterwards', async () => {
    let answer = (): void => undefined;
    const asked: string[] = [];
    const get = async (key: string) => {
      asked.push(key);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return await world.bucket.get(key);
    };

    expect(await look({ get }, { ...PLENTY, ms: 50 })).toEqual([]);
    answer();
    await cluster.apply(made as never);

    expect(asked).toEqual([sealed.seal]);
  });

  it('where a part does not come: what was found until then is told', async () => {
    const [configMaps, services] = ['ConfigMap', 'Service'].map(
      (kind) => sealed.parts.find(({ key: at }) => at.includes(`/${kind}/`))?.key,
    );
    const without = async (missing: string | undefined) =>
      await look({
        get: async (at) => {
          if (at === missing) throw new Fault('location.unreachable', 'no answer');
          return await world.bucket.get(at);
        },
      });

    const found = [await without(services), await without(configMaps)];

    expect(found).toEqual([['ConfigMap copy/settings'], []]);
  });

  it.each([
    ['has no such seal', async () => undefined],
    [
      'refuses',
      async () => {
        throw new Fault('location.refused', 'bucket: 403');
      },
    ],
  ])('where the location %s: the restore begins, and says so', async (_what, get) => {
    const body = { name: 'back', backup: backup.operationId, namespaceMapping: { shop: 'copy' } };
    const real = vi.spyOn(world.bucket, 'get').mockImplementation(get);

    const { status } = await world.call('POST', '/v1/restores', { body });

    real.mockRestore();
    expect(status).toBe(202);
  });
});
