import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claim, createVirtualClock, eventually, paths, type RawClient, snapshotOf, start } from './simulator-client.ts';

/** What real drivers say: EBS, vSphere, one that is not there. */
const ebsThrottled = {
  code: 'Internal',
  message:
    'Could not create snapshot "snapshot-1": could not create snapshot: operation error EC2: CreateSnapshot, exceeded maximum number of attempts, 3, api error RequestLimitExceeded: Request limit exceeded.',
};
const vsphereLimit = {
  code: 'FailedPrecondition',
  message: 'the number of snapshots on the source volume v reaches the configured maximum (3)',
};
const backendDown = {
  code: 'Unavailable',
  message:
    'connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.5:443: connect: connection refused"',
};

const claims = (name = '', namespace = 'default') => paths.core(namespace, `persistentvolumeclaims/${name}`);
const volumes = (name: string) => `/api/v1/persistentvolumes/${name}`;

async function bound(client: RawClient, name: string, namespace = 'default') {
  return eventually(async () => {
    const { body } = await client.get(claims(name, namespace));
    return body.status?.phase === 'Bound' ? body : undefined;
  });
}

async function ready(client: RawClient, name: string, namespace = 'default') {
  return eventually(async () => {
    const { body } = await client.get(paths.snapshots(namespace, name));
    return body.status?.readyToUse === true ? body : undefined;
  });
}

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

const staticPair = (name: string, namespace: string, handle: string, content: object = {}) => ({
  content: {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotContent',
    metadata: { name },
    spec: {
      deletionPolicy: 'Retain',
      driver: 'csi.simulator.snapferry.dev',
      source: { snapshotHandle: handle },
      volumeSnapshotRef: { name, namespace },
      ...content,
    },
  },
  snapshot: snapshotOf(name, '', { source: { volumeSnapshotContentName: name } }),
});

describe('claims and volumes', () => {
  test('a claim of the default class is bound to a volume of its own', async () => {
    const { client } = await start();
    await client.post(claims(), claim('data'));
    const { spec, status } = await bound(client, 'data');
    expect(spec).toMatchObject({ storageClassName: 'simulator', volumeMode: 'Filesystem' });
    expect(status).toMatchObject({ capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] });
    const { body } = await client.get(volumes(spec.volumeName));
    expect(body).toMatchObject({
      status: { phase: 'Bound' },
      spec: { claimRef: { name: 'data', namespace: 'default' }, csi: { driver: 'csi.simulator.snapferry.dev' } },
    });
  });

  test('a claim that waits for its consumer is bound when a pod is there', async () => {
    const { client, simulator } = await start();
    await client.post(claims(), claim('late', { storageClassName: 'simulator-wait' }));
    await simulator.settled();
    expect((await client.get(claims('late'))).body.status.phase).toBe('Pending');
    await client.post(paths.core('default', 'pods'), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'consumer' },
      spec: {
        containers: [{ name: 'c', image: 'x' }],
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'late' } }],
      },
    });
    await bound(client, 'late');
    await eventually(
      async () =>
        (await client.get(paths.core('default', 'pods/consumer'))).body.status.phase === 'Running' || undefined,
    );
    await client.remove(claims('late'));
    await simulator.settled();
    expect((await client.get(claims('late'))).body.metadata.deletionTimestamp).toBeDefined();
    await client.remove(paths.core('default', 'pods/consumer'));
    await eventually(async () => (await client.get(claims('late'))).status === 404 || undefined);
  });

  test('a volume goes with its claim, or stays Released when it is to be retained', async () => {
    const { client, simulator } = await start();
    for (const name of ['gone', 'kept']) await client.post(claims(), claim(name));
    const gone = (await bound(client, 'gone')).spec.volumeName;
    const kept = (await bound(client, 'kept')).spec.volumeName;
    await client.merge(volumes(kept), { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    for (const name of ['gone', 'kept']) await client.remove(claims(name));
    await eventually(async () => (await client.get(volumes(gone))).status === 404 || undefined);
    expect((await client.get(volumes(kept))).body.status.phase).toBe('Released');
    expect(simulator.storage.volumes()).toHaveLength(1);
  });

  test('a restored volume is handed over to a claim in another namespace', async () => {
    const { client } = await start({ root: temporaryRoot() });
    await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'target' } });
    await client.post(claims(), claim('temporary'));
    const name = (await bound(client, 'temporary')).spec.volumeName;
    await client.merge(volumes(name), { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    await client.remove(claims('temporary'));
    await eventually(async () => (await client.get(volumes(name))).body.status.phase === 'Released' || undefined);
    const claimRef = { namespace: 'target', name: 'data', uid: null, resourceVersion: null };
    await client.merge(volumes(name), { spec: { claimRef } });
    await eventually(async () => (await client.get(volumes(name))).body.status.phase === 'Available' || undefined);
    await client.post(claims('', 'other'), claim('data'));
    await client.post(claims('', 'target'), claim('data', { volumeName: name }));
    await bound(client, 'data', 'target');
    await client.merge(volumes(name), { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
    await client.remove(claims('data', 'target'));
    await eventually(async () => (await client.get(volumes(name))).status === 404 || undefined);
  });

  test('a claim does not take a volume that is meant for another', async () => {
    const { client, simulator } = await start();
    await client.post(claims(), claim('one'));
    const name = (await bound(client, 'one')).spec.volumeName;
    await client.post(claims(), claim('two', { volumeName: name }));
    await simulator.settled();
    expect((await client.get(claims('two'))).body.status.phase).toBe('Pending');
    const events = (await client.get(paths.core('default', 'events?fieldSelector=involvedObject.name%3Dtwo'))).body
      .items;
    expect(events[0].message).toBe(`volume "${name}" already bound to a different claim.`);
  });
});

describe('snapshots', () => {
  test('a snapshot of a claim gets a content, a handle, a time and a size', async () => {
    const { client } = await start();
    await client.post(claims(), claim('data'));
    await bound(client, 'data');
    await client.post(paths.snapshots('default'), snapshotOf('s', 'data'));
    const snapshot = await ready(client, 's');
    expect(snapshot).toMatchObject({ spec: { volumeSnapshotClassName: 'simulator' }, status: { restoreSize: '1Gi' } });
    const name = `snapcontent-${snapshot.metadata.uid}`;
    expect(snapshot.status.boundVolumeSnapshotContentName).toBe(name);
    const { body } = await client.get(paths.contents(name));
    expect(body.spec).toMatchObject({
      deletionPolicy: 'Delete',
      sourceVolumeMode: 'Filesystem',
      volumeSnapshotRef: { name: 's', namespace: 'default', uid: snapshot.metadata.uid },
    });
    expect(body.status).toMatchObject({ readyToUse: true, restoreSize: 2 ** 30, snapshotHandle: expect.any(String) });
    expect(body.status.creationTime).toBeGreaterThan(1e18);
  });

  test('the adopted pair keeps the data when snapshot, claim and namespace are gone, and frees it as the last act', async () => {
    const { client, simulator } = await start({ root: temporaryRoot() });
    for (const name of ['shop', 'snapferry'])
      await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await client.post(claims('', 'shop'), claim('data'));
    const source = (await bound(client, 'data', 'shop')).spec.volumeName;
    const folder = simulator.storage.volumeFolder((await client.get(volumes(source))).body.spec.csi.volumeHandle) ?? '';
    writeFileSync(join(folder, 'file'), 'before');
    await client.post(paths.snapshots('shop'), snapshotOf('s', 'data'));
    const original = (await ready(client, 's', 'shop')).status.boundVolumeSnapshotContentName;
    writeFileSync(join(folder, 'file'), 'after');
    const content = (await client.get(paths.contents(original))).body;
    await client.merge(paths.contents(original), { spec: { deletionPolicy: 'Retain' } });
    const pair = staticPair('sf-copy', 'snapferry', content.status.snapshotHandle);
    await client.post(paths.contents(), pair.content);
    await client.post(paths.snapshots('snapferry'), pair.snapshot);
    const copy = await ready(client, 'sf-copy', 'snapferry');
    expect(copy.status).toMatchObject({ restoreSize: '1Gi', creationTime: expect.any(String) });
    await client.remove(paths.snapshots('shop', 's'));
    await client.remove(paths.contents(original));
    await eventually(async () => (await client.get(paths.contents(original))).status === 404 || undefined);
    await client.remove('/api/v1/namespaces/shop');
    await eventually(async () => (await client.get('/api/v1/namespaces/shop')).status === 404 || undefined);

    const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'sf-copy' };
    await client.post(claims('', 'snapferry'), claim('read', { dataSource }));
    const restored = (await bound(client, 'read', 'snapferry')).spec;
    expect(restored.dataSourceRef).toEqual(dataSource);
    const { volumeHandle } = (await client.get(volumes(restored.volumeName))).body.spec.csi;
    expect(readFileSync(join(simulator.storage.volumeFolder(volumeHandle) ?? '', 'file'), 'utf8')).toBe('before');

    await client.merge(paths.contents('sf-copy'), { spec: { deletionPolicy: 'Delete' } });
    await client.remove(paths.snapshots('snapferry', 'sf-copy'));
    await eventually(async () => (await client.get(paths.contents('sf-copy'))).status === 404 || undefined);
    await eventually(
      async () => (await client.get(paths.snapshots('snapferry', 'sf-copy'))).status === 404 || undefined,
    );
    expect(simulator.storage.snapshots()).toEqual([]);
  });

  test('deleting a snapshot deletes the physical one, retaining it leaves an orphan no new snapshot can bind', async () => {
    const { client, simulator } = await start();
    await client.post(claims(), claim('data'));
    await bound(client, 'data');
    for (const name of ['gone', 'kept']) await client.post(paths.snapshots('default'), snapshotOf(name, 'data'));
    await ready(client, 'gone');
    const kept = (await ready(client, 'kept')).status.boundVolumeSnapshotContentName;
    await client.merge(paths.contents(kept), { spec: { deletionPolicy: 'Retain' } });
    for (const name of ['gone', 'kept']) await client.remove(paths.snapshots('default', name));
    await eventually(() => simulator.storage.snapshots().length === 1 || undefined);
    const orphan = (await client.get(paths.contents(kept))).body;
    expect(orphan.status.readyToUse).toBe(true);
    const { snapshotHandle } = orphan.status;
    const pair = staticPair('again', 'default', snapshotHandle, {
      volumeSnapshotRef: { name: 'again', namespace: 'default', uid: 'of-another' },
    });
    await client.post(paths.contents(), pair.content);
    await client.post(paths.snapshots('default'), pair.snapshot);
    const refused = await eventually(
      async () => (await client.get(paths.snapshots('default', 'again'))).body.status?.error?.message,
    );
    expect(refused).toBe('VolumeSnapshotContent [again] is bound to a different snapshot');
  });

  test('a content whose snapshot stands is not deleted, however often it is asked', async () => {
    const { client, simulator } = await start();
    await client.post(claims(), claim('data'));
    await bound(client, 'data');
    await client.post(paths.snapshots('default'), snapshotOf('s', 'data'));
    const name = (await ready(client, 's')).status.boundVolumeSnapshotContentName;
    await client.remove(paths.contents(name));
    await simulator.settled();
    expect((await client.get(paths.contents(name))).body.metadata.deletionTimestamp).toBeDefined();
    expect(simulator.storage.snapshots()).toHaveLength(1);
  });

  test('a static content with a handle nobody knows is never ready', async () => {
    const { client } = await start();
    const pair = staticPair('bogus', 'default', 'no-such-handle');
    await client.post(paths.contents(), pair.content);
    await client.post(paths.snapshots('default'), pair.snapshot);
    const error = await eventually(
      async () => (await client.get(paths.snapshots('default', 'bogus'))).body.status?.error?.message,
    );
    expect(error).toBe(
      'Failed to check and update snapshot content: failed to list snapshot for content bogus: "can not find snapshot for snapshotID no-such-handle"',
    );
  });

  test('the class is the named one, or the one default of the driver, else an error', async () => {
    const { client } = await start();
    await client.post(claims(), claim('data'));
    await bound(client, 'data');
    const classes = '/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses';
    const error = (name: string) =>
      eventually(async () => (await client.get(paths.snapshots('default', name))).body.status?.error?.message);
    await client.post(paths.snapshots('default'), snapshotOf('unknown', 'data', { volumeSnapshotClassName: 'none' }));
    expect(await error('unknown')).toBe(
      'Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io "none" not found',
    );
    const second = {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotClass',
      driver: 'csi.simulator.snapferry.dev',
      deletionPolicy: 'Retain',
    };
    const annotations = { 'snapshot.storage.kubernetes.io/is-default-class': 'true' };
    await client.post(classes, { ...second, metadata: { name: 'second', annotations } });
    await client.post(paths.snapshots('default'), snapshotOf('torn', 'data'));
    expect(await error('torn')).toBe(
      'Failed to set default snapshot class with error 2 default snapshot classes were found',
    );
    await client.remove(`${classes}/second`);
    await client.remove(`${classes}/simulator`);
    await client.post(paths.snapshots('default'), snapshotOf('bare', 'data'));
    expect(await error('bare')).toBe(
      'Failed to set default snapshot class with error cannot find default snapshot class',
    );
  });

  test('errors heal or stay, before the cut and after it, in virtual time', async () => {
    const clock = createVirtualClock();
    const { client, simulator } = await start({ clock });
    await client.post(claims(), claim('data'));
    await simulator.settled();
    simulator.faults.add({ on: 'snapshot', name: 'heals', effect: { error: ebsThrottled }, times: 3 });
    simulator.faults.add({ on: 'snapshot', name: 'full', effect: { error: vsphereLimit } });
    simulator.faults.add({
      on: 'snapshot',
      name: 'breaks',
      effect: { error: backendDown, when: 'after' },
    });
    simulator.faults.add({ on: 'snapshot', name: 'slow', effect: { cutDelayMs: 20_000 } });
    simulator.faults.add({ on: 'snapshot', name: 'late', effect: { readyDelayMs: 60_000 } });
    const names = ['heals', 'full', 'breaks', 'late'];
    for (const name of [...names, 'slow']) await client.post(paths.snapshots('default'), snapshotOf(name, 'data'));
    const status = async (name: string) => (await client.get(paths.snapshots('default', name))).body.status;
    await simulator.settled();
    expect((await status('full')).error.message).toContain('reaches the configured maximum (3)');
    expect(await status('breaks')).toMatchObject({ creationTime: expect.any(String), readyToUse: false });
    expect(await status('late')).toMatchObject({ creationTime: expect.any(String), readyToUse: false });
    expect((await status('slow'))?.creationTime).toBeUndefined();
    await clock.advance(30_000, simulator.settled);
    expect((await status('heals')).readyToUse).toBe(true);
    expect((await status('heals')).error).toBeUndefined();
    expect((await status('slow')).readyToUse).toBe(true);
    expect((await status('late')).readyToUse).toBe(false);
    await clock.advance(60_000, simulator.settled);
    expect((await status('late')).readyToUse).toBe(true);
    expect((await status('full')).readyToUse).toBe(false);
    expect((await status('breaks')).error.message).toContain('connection refused');
  });
});
