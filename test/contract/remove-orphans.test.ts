import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterUpkeep } from '../../functions/domain/cluster/cluster-spec.ts';
import { objectNameOf, operationIdOf } from '../../functions/domain/ids.ts';
import { labelsOf, type Role } from '../../functions/domain/manifest/labels.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Volume } from '../../functions/domain/volume/volume.ts';
import { removeOrphans } from '../../functions/events/remove-orphans.ts';
import type { NewObject } from '../../simulator/store.ts';
import { clusterBody } from '../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../support/api-world.ts';
import { CLASS, DRIVER, type ShopCluster, startShopCluster } from '../support/shop-cluster.ts';
import { newOperationOf } from '../support/specs.ts';
import { volumeRow } from '../support/volume-rows.ts';

const OURS = 'abcdefghij';
const SNAPSHOTS = 'volumesnapshots.snapshot.storage.k8s.io';
const CONTENTS = 'volumesnapshotcontents.snapshot.storage.k8s.io';
const KINDS = ['jobs.batch', 'pods', 'secrets', 'persistentvolumeclaims', 'persistentvolumes', SNAPSHOTS, CONTENTS];
const VOLUME = 'aaaaaaaaaaaaa';

let world: ApiWorld;
let cluster: ShopCluster;
let clock: ReturnType<typeof clockOf>;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
  clock = clockOf();
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'snapferry' } });
  await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

/** The cluster's time is real: objects are made now, and by this clock that is so many days ago. */
function clockOf() {
  let days = 0;
  return {
    ...world.clock,
    now: () => new Date(Date.now() + days * 86_400_000),
    sleep: async () => await cluster.apply(),
    goOn: (more: number) => {
      days += more;
    },
  };
}

async function round(): Promise<ClusterUpkeep> {
  await removeOrphans({ ...world, clock })();
  const { body } = await world.call('GET', '/v1/clusters/c1');
  return body.status.upkeep;
}

const namesIn = (found: readonly { kind: string; name: string }[]) =>
  found.map(({ kind, name }) => `${kind} ${name}`).toSorted();

/** Every object of the kinds that we make, as it is. */
function everything(): Map<string, string> {
  const all = KINDS.flatMap((kind) =>
    cluster.objects.list(kind).map((object) => {
      const { namespace = '', name } = object.metadata;
      return [`${kind} ${namespace}/${name}`, JSON.stringify({ ...object, status: undefined })] as const;
    }),
  );
  return new Map(all);
}

interface Owned {
  operation: string;
  role: Role;
  installationId?: string;
  volumeId?: string;
}
const labels = ({ operation, role, installationId = OURS, volumeId }: Owned) =>
  labelsOf({ installationId, operationId: operation, role, ...(volumeId ? { volumeId } : {}) });

function job(name: string, owner: Owned, namespace = 'snapferry'): NewObject {
  const container = { name: 'kopia', image: 'kopia' };
  const template = { spec: { containers: [container], restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace, name, labels: labels(owner) },
    spec: { suspend: true, template },
  };
}

function secret(name: string, given?: Record<string, string>, namespace = 'snapferry'): NewObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name, ...(given ? { labels: given } : {}) } };
}

function claim(name: string, given?: Record<string, string>): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'snapferry', name, ...(given ? { labels: given } : {}) },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: CLASS, resources: { requests: { storage: '1Gi' } } },
  };
}

/** A pair of ours on a snapshot that somebody has cut. */
async function localCopy(name: string, owner: Owned): Promise<string[]> {
  await cluster.apply({
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { namespace: 'shop', name: `cut-${name}` },
    spec: { volumeSnapshotClassName: CLASS, source: { persistentVolumeClaimName: 'data' } },
  });
  const cut = cluster.objects.get(SNAPSHOTS, `shop/cut-${name}`) as {
    status?: { boundVolumeSnapshotContentName?: string };
  };
  const content = cluster.objects.get(CONTENTS, String(cut.status?.boundVolumeSnapshotContentName)) as {
    status?: { snapshotHandle?: string };
  };
  await cluster.apply(
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name, labels: labels(owner) },
      spec: {
        driver: DRIVER,
        deletionPolicy: 'Retain',
        source: { snapshotHandle: content.status?.snapshotHandle },
        volumeSnapshotRef: { namespace: 'snapferry', name },
      },
    },
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { namespace: 'snapferry', name, labels: labels(owner) },
      spec: { source: { volumeSnapshotContentName: name } },
    },
  );
  return [`VolumeSnapshot ${name}`, `VolumeSnapshotContent ${name}`];
}

async function operation(kind: Operation['kind'], name: string, changes: Partial<Operation> = {}): Promise<string> {
  const operationId = operationIdOf(kind, [name]);
  const refs = { cluster: { name: 'c1', uid: 'u', clusterId: cluster.clusterId }, locations: [] };
  const given = { operationId, name, refs, createdBy: 'tester' };
  await world.ledger.createOperation({ ...newOperationOf(kind, given, clock.now(), 3600), ...changes } as Operation);
  return operationId;
}

async function ended(kind: Operation['kind'], name: string, volume?: Partial<Volume>): Promise<string> {
  const operationId = await operation(kind, name);
  const run = { operationId, epoch: 1 };
  const timings = { adoptedAt: clock.now().toISOString() };
  const row = volumeRow({ volumeId: VOLUME, method: 'csi+offload', timings, ...volume });
  if (volume) await world.ledger.putVolumes(run, [{ attempt: 0, ...row }]);
  await world.ledger.finishOperation(run, 'Succeeded', {});
  await world.ledger.updateEnded(operationId, { finishedAt: '2026-01-01T00:00:00.000Z' });
  return operationId;
}

describe('upkeep of a cluster', () => {
  it('removes what an ended operation left, in the order in which it holds on to each other', async () => {
    const id = await ended('validation', 'left a chain');
    const name = objectNameOf(id, VOLUME, 1);
    const owner = { operation: id, role: 'mover' as const };
    await cluster.apply(job(name, owner), secret(name, labels(owner)), claim(name, labels(owner)));
    const before = everything();

    const upkeep = await round();

    const volume = namesIn(upkeep.removed).filter((one) => one.startsWith('PersistentVolume '));
    expect(namesIn(upkeep.removed)).toEqual(
      [`Job ${name}`, `Secret ${name}`, `PersistentVolumeClaim ${name}`, ...volume].toSorted(),
    );
    expect(volume).toHaveLength(1);
    expect(upkeep).toMatchObject({ left: [], reported: [] });
    expect(everything().size).toBe(before.size - 4);
    expect(await round()).toMatchObject({ removed: [], left: [] });
  });

  it('leaves open operations alone, and the copies that a record keeps', async () => {
    const open = await operation('backup', 'still runs', { phase: 'InProgress' });
    const beside = await ended('backup', 'kept beside', {});
    const only = await ended('backup', 'kept only', { method: 'csi', localCopy: released() });
    await cluster.apply(job('running', { operation: open, role: 'mover' }));
    await localCopy('beside', { operation: beside, role: 'local-copy', volumeId: VOLUME });
    await localCopy('only', { operation: only, role: 'local-copy', volumeId: VOLUME });
    const before = everything();

    const upkeep = await round();

    expect(upkeep).toMatchObject({ removed: [], left: [], reported: [] });
    expect(everything()).toEqual(before);
  });

  it('removes a copy that its record has released, and one whose backup is deleted', async () => {
    const copy = await ended('backup', 'released', { localCopy: released() });
    const deleted = await ended('backup', 'deleted', { method: 'csi' });
    await world.ledger.updateEnded(deleted, { phase: 'Deleted' });
    const gone = [
      ...(await localCopy('released', { operation: copy, role: 'local-copy', volumeId: VOLUME })),
      ...(await localCopy('deleted', { operation: deleted, role: 'local-copy', volumeId: VOLUME })),
    ];

    const upkeep = await round();

    expect(namesIn(upkeep.removed)).toEqual(gone.toSorted());
    expect(cluster.objects.get(CONTENTS, 'beside')).toBeDefined();
  });

  it('waits a week for an operation that the ledger does not know, and never deletes a snapshot of it', async () => {
    const id = operationIdOf('backup', ['its row is lost']);
    const owner = { operation: id, role: 'mover' as const };
    const name = objectNameOf(id, VOLUME, 1);
    await cluster.apply(job(name, owner), claim(name, labels({ operation: id, role: 'temporary-claim' })));
    const copy = await localCopy('unknown', { operation: id, role: 'local-copy', volumeId: VOLUME });

    const young = await round();
    clock.goOn(8);
    const old = await round();

    expect(young.removed).toEqual([]);
    expect(namesIn(young.reported)).toEqual(copy);
    expect(namesIn(old.removed)).toContain(`Job ${name}`);
    expect(namesIn(old.reported)).toEqual(copy);
    expect(cluster.objects.get(CONTENTS, 'unknown')).toMatchObject({ spec: { deletionPolicy: 'Retain' } });
    const { body } = await world.call('GET', '/v1/clusters/c1');
    expect(body.warnings).toEqual([expect.stringContaining('the only copy')]);
  });

  it('touches nothing that carries other labels, whatever it is called', async () => {
    const known = await ended('backup', 'has namesakes', {});
    const unknown = operationIdOf('backup', ['has namesakes too']);
    const theirs = 'klmnopqrst';
    const roles: Role[] = ['mover', 'credentials', 'temporary-claim', 'snapshot', 'local-copy', 'restore-source'];
    for (const [n, operationId] of [known, unknown].entries()) {
      const name = (rest: string) => objectNameOf(operationId, VOLUME, rest);
      await cluster.apply(
        claim(name('1')),
        claim(name('2'), { 'app.kubernetes.io/managed-by': 'snapferry' }),
        claim(name('3'), labels({ operation: operationId, role: 'temporary-claim', installationId: theirs })),
        secret(name('1')),
        secret(name('2'), { 'snapferry.dev/installation': OURS, 'snapferry.dev/operation': operationId }),
        secret(name('3'), {
          ...labels({ operation: operationId, role: 'mover' }),
          'app.kubernetes.io/managed-by': 'helm',
        }),
        secret(name('1'), undefined, 'shop'),
        ...roles.map((role) => job(name(role), { operation: operationId, role, installationId: theirs })),
      );
      for (const role of ['snapshot', 'local-copy', 'restore-source'] as const) {
        const owner = { operation: operationId, role, volumeId: VOLUME, installationId: theirs };
        await localCopy(`theirs-${n}-${role}`, owner);
      }
    }
    // Something to do, so that the functions that remove are called with each of both.
    await cluster.apply(
      job('a-stray', { operation: known, role: 'mover' }),
      job('another-stray', { operation: unknown, role: 'mover' }),
    );
    clock.goOn(30);
    const before = everything();

    const upkeep = await round();

    const strays = ['Job a-stray', 'Job another-stray'];
    expect(namesIn(upkeep.removed)).toEqual(strays);
    for (const key of ['jobs.batch snapferry/a-stray', 'jobs.batch snapferry/another-stray']) before.delete(key);
    expect(everything()).toEqual(before);
  });

  it('says what lies where it may not be removed, and what names no operation', async () => {
    const known = await ended('validation', 'strayed far');
    await cluster.apply(
      job('far', { operation: known, role: 'mover' }, 'shop'),
      job('nameless', { operation: 'not-an-operation', role: 'mover' }),
    );

    const upkeep = await round();

    expect(upkeep.removed).toEqual([]);
    expect(namesIn(upkeep.reported)).toEqual(expect.arrayContaining(['Job far', 'Job nameless']));
    expect(cluster.objects.get('jobs.batch', 'shop/far')).toBeDefined();
  });

  it('leaves alone what an operation has whose row cannot be read, says so, and goes on with the others', async () => {
    const [unread, known] = [await unreadable('an unread one'), await ended('validation', 'beside it')];
    await cluster.apply(
      job('unread', { operation: unread, role: 'mover' }),
      job('beside', { operation: known, role: 'mover' }),
    );

    const upkeep = await round();

    expect(namesIn(upkeep.removed)).toEqual(['Job beside']);
    expect(upkeep.reported).toContainEqual(
      expect.objectContaining({
        name: 'unread',
        reason: expect.stringContaining('nothing of it is removed: the row of'),
      }),
    );
    expect(cluster.objects.get('jobs.batch', 'snapferry/unread')).toBeDefined();
  });

  it('goes on with the others when one cluster does not answer, and says so of that one', async () => {
    const silent = await startShopCluster();
    await world.call('POST', '/v1/clusters', { body: clusterBody(silent, { name: 'c0' }) });
    await silent.stop();
    const id = await ended('validation', 'on the one that answers');
    await cluster.apply(job('found', { operation: id, role: 'mover' }));

    const upkeep = await round();

    const { body } = await world.call('GET', '/v1/clusters/c0');
    expect(namesIn(upkeep.removed)).toEqual(['Job found']);
    expect(body.status.upkeep).toMatchObject({ removed: [], reason: { code: 'cluster.unreachable' } });
  });
});

describe('leases that somebody forgot', () => {
  it('lose their holder an hour after they expired, and keep their token', async () => {
    const { leases } = world;
    const over = await ended('backup', 'held a lease');
    const open = await operation('backup', 'holds a lease', { phase: 'InProgress' });
    const first = await leases.acquire('repository#a', over, 1);
    await leases.acquire('repository#b', open, 1);
    await leases.acquire('change#location#x', 'request-7', 1);
    await leases.acquire('repository#d', await unreadable('holds one, too'), 1);
    world.clock.advance(86_400);
    await leases.acquire('repository#c', over, 100_000_000);

    await round();

    expect((await leases.listHeld()).map(({ name }) => name)).toEqual(['repository#b', 'repository#c', 'repository#d']);
    expect(await leases.acquire('repository#a', 'somebody', 1)).toBe(Number(first) + 1);
  });
});

/** Ended, with a row that says something else than it may. */
async function unreadable(name: string): Promise<string> {
  const id = await ended('validation', name);
  await expect(world.ledger.updateEnded(id, { deadline: 7 as never })).rejects.toMatchObject({
    code: 'record.invalid',
  });
  return id;
}

function released() {
  return {
    namespace: 'snapferry',
    volumeSnapshot: 'x',
    content: 'x',
    handle: 'x',
    releasedAt: '2026-01-01T00:00:00.000Z',
  };
}
