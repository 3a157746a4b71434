import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../functions/services/cluster/cluster.ts';
import {
  NAMESPACE,
  PV,
  PVC,
  VOLUME_SNAPSHOT,
  VOLUME_SNAPSHOT_CONTENT,
} from '../../../functions/services/cluster/kinds.ts';
import {
  type ContractCluster,
  eventually,
  eventuallyGone,
  made,
  makeNamespace,
  uidOf,
  uniqueName,
  useCluster,
} from './contract-setup.ts';

/** What the product relies on of claims, snapshots and volumes (CSI, external-snapshotter, the volume controllers). */
export function storageContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const cluster = () => contract.on().cluster;

  async function claim(namespace: string, name: string, spec: object = {}): Promise<KubeObject> {
    return await made(
      cluster().create(PVC, {
        metadata: { name, namespace },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '32Mi' } },
          storageClassName: contract.on().storageClass,
          ...spec,
        },
      }),
    );
  }

  async function bound(namespace: string, name: string): Promise<KubeObject> {
    return await eventually(async () => {
      const found = await cluster().get(PVC, namespace, name);
      return found?.status?.phase === 'Bound' && found;
    });
  }

  async function volumeOf(namespace: string, name: string): Promise<KubeObject> {
    const { spec } = await bound(namespace, name);
    const volume = await cluster().get(PV, undefined, spec.volumeName as string);
    if (!volume) throw new Error('the volume of a bound claim is gone');
    return volume;
  }

  async function snapshot(namespace: string, name: string, source: object): Promise<KubeObject> {
    return await made(
      cluster().create(VOLUME_SNAPSHOT, {
        metadata: { name, namespace },
        spec: { volumeSnapshotClassName: contract.on().snapshotClass, source },
      }),
    );
  }

  async function ready(namespace: string, name: string): Promise<{ snapshot: KubeObject; content: KubeObject }> {
    const found = await eventually(async () => {
      const one = await cluster().get(VOLUME_SNAPSHOT, namespace, name);
      return one?.status?.readyToUse === true && one;
    });
    const contentName = found.status.boundVolumeSnapshotContentName as string;
    const content = await cluster().get(VOLUME_SNAPSHOT_CONTENT, undefined, contentName);
    if (!content) throw new Error('the content of a ready snapshot is gone');
    return { snapshot: found, content };
  }

  /** A pair of our own on the snapshot that another content has: CLUSTER.md 1. */
  async function pairOn(original: KubeObject, namespace: string, name: string): Promise<void> {
    await made(
      cluster().create(VOLUME_SNAPSHOT_CONTENT, {
        metadata: { name },
        spec: {
          deletionPolicy: 'Retain',
          driver: original.spec.driver,
          source: { snapshotHandle: original.status.snapshotHandle },
          volumeSnapshotClassName: original.spec.volumeSnapshotClassName,
          volumeSnapshotRef: { name, namespace },
        },
      }),
    );
    await snapshot(namespace, name, { volumeSnapshotContentName: name });
  }

  /** A namespace of a test's own, so that it may go. */
  async function ownNamespace(): Promise<string> {
    const name = uniqueName('storage');
    await makeNamespace(cluster(), name);
    return name;
  }

  describe('claims', () => {
    it('are bound to a volume that names its driver, and take it along', async () => {
      const { namespace } = contract;
      await claim(namespace, 'plain');
      const own = await bound(namespace, 'plain');
      const volume = await volumeOf(namespace, 'plain');
      expect(volume.spec).toMatchObject({
        persistentVolumeReclaimPolicy: 'Delete',
        claimRef: { namespace, name: 'plain', uid: uidOf(own) },
        csi: { driver: contract.on().driver, volumeHandle: expect.any(String) as string },
      });
      await cluster().delete(PVC, namespace, 'plain');
      await eventuallyGone(cluster(), PV, undefined, volume.metadata.name);
    });

    it('wait for their consumer where the class says so', async () => {
      const { namespace } = contract;
      await claim(namespace, 'patient', { storageClassName: contract.on().waitingStorageClass });
      await claim(namespace, 'hasty');
      await bound(namespace, 'hasty');
      expect((await cluster().get(PVC, namespace, 'patient'))?.status.phase).toBe('Pending');
      await cluster().delete(PVC, namespace, 'patient');
      await cluster().delete(PVC, namespace, 'hasty');
    });

    it('take over a volume that is pointed at them', async () => {
      const { namespace } = contract;
      await claim(namespace, 'temporary');
      const { metadata, spec } = await volumeOf(namespace, 'temporary');
      const { name } = metadata;
      await cluster().patch(PV, undefined, name, { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
      await cluster().delete(PVC, namespace, 'temporary');
      await eventuallyGone(cluster(), PVC, namespace, 'temporary');
      await eventually(async () => (await cluster().get(PV, undefined, name))?.status.phase === 'Released');
      await cluster().patch(PV, undefined, name, {
        spec: { claimRef: { namespace, name: 'target', uid: null, resourceVersion: null } },
      });
      await claim(namespace, 'target', { volumeName: name, storageClassName: spec.storageClassName });
      const target = await bound(namespace, 'target');
      expect(target.spec.volumeName).toBe(name);
      const after = await cluster().get(PV, undefined, name);
      expect(after?.spec.claimRef).toMatchObject({ namespace, name: 'target', uid: uidOf(target) });
      await cluster().patch(PV, undefined, name, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
      await cluster().delete(PVC, namespace, 'target');
      await eventuallyGone(cluster(), PV, undefined, name);
    });
  });

  describe('volumes', () => {
    it('between two claims go when they are pointed back at the claim that is gone', async () => {
      const { namespace } = contract;
      const { metadata: temporary } = await claim(namespace, 'passing');
      const { metadata } = await volumeOf(namespace, 'passing');
      const { name } = metadata;
      await cluster().patch(PV, undefined, name, { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
      await cluster().delete(PVC, namespace, 'passing');
      await eventuallyGone(cluster(), PVC, namespace, 'passing');
      const elsewhere = { namespace, name: 'never-made', uid: null, resourceVersion: null };
      await cluster().patch(PV, undefined, name, { spec: { claimRef: elsewhere } });
      const back = { namespace, name: 'passing', uid: temporary.uid };
      await cluster().patch(PV, undefined, name, {
        spec: { persistentVolumeReclaimPolicy: 'Delete', claimRef: back },
      });
      await eventuallyGone(cluster(), PV, undefined, name);
    });
  });

  describe('snapshots', () => {
    it('have a content that says where they are', async () => {
      const { namespace } = contract;
      const { driver, snapshotClass } = contract.on();
      await claim(namespace, 'data');
      const volume = await volumeOf(namespace, 'data');
      await snapshot(namespace, 'dynamic', { persistentVolumeClaimName: 'data' });
      const { snapshot: cut, content } = await ready(namespace, 'dynamic');
      expect(cut.status).toMatchObject({
        creationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        restoreSize: expect.any(String) as string,
      });
      expect(content.metadata.labels ?? {}).not.toHaveProperty('app.kubernetes.io/managed-by');
      expect(content.spec).toMatchObject({
        deletionPolicy: 'Delete',
        driver,
        source: { volumeHandle: volume.spec.csi.volumeHandle as string },
        volumeSnapshotClassName: snapshotClass,
        volumeSnapshotRef: { namespace, name: 'dynamic', uid: uidOf(cut) },
      });
      expect(content.status).toMatchObject({
        readyToUse: true,
        snapshotHandle: expect.any(String) as string,
        // nanoseconds, and bytes
        creationTime: expect.any(Number) as number,
        restoreSize: expect.any(Number) as number,
      });
      expect(Math.floor(content.status.creationTime / 1e9)).toBe(Date.parse(cut.status.creationTime as string) / 1000);
      await cluster().delete(VOLUME_SNAPSHOT, namespace, 'dynamic');
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT_CONTENT, undefined, content.metadata.name);
    });

    it('say why they fail, and are not ready', async () => {
      const { namespace } = contract;
      await snapshot(namespace, 'of-nothing', { persistentVolumeClaimName: 'no-such-claim' });
      const failed = await eventually(async () => {
        const one = await cluster().get(VOLUME_SNAPSHOT, namespace, 'of-nothing');
        return one?.status?.error?.message !== undefined && one;
      });
      expect(failed.status.readyToUse ?? false).toBe(false);
      expect(failed.status.error.message).toContain('Failed to create snapshot content');
      await cluster().delete(VOLUME_SNAPSHOT, namespace, 'of-nothing');
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT, namespace, 'of-nothing');
    });

    it('become a pair of our own, which outlives the namespace and is freed as the last act', async () => {
      const application = await ownNamespace();
      const { namespace: own } = contract;
      const pair = uniqueName('pair');
      await claim(application, 'data');
      await bound(application, 'data');
      await snapshot(application, 'original', { persistentVolumeClaimName: 'data' });
      const original = await ready(application, 'original');
      const { name } = original.content.metadata;

      await cluster().patch(VOLUME_SNAPSHOT_CONTENT, undefined, name, { spec: { deletionPolicy: 'Retain' } });
      await pairOn(original.content, own, pair);
      const ours = await ready(own, pair);
      expect(ours.content.metadata.name).toBe(pair);
      expect(ours.content.spec.volumeSnapshotRef.uid).toBe(uidOf(ours.snapshot));
      expect(ours.content.status.snapshotHandle).toBe(original.content.status.snapshotHandle);

      await cluster().delete(VOLUME_SNAPSHOT, application, 'original');
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT, application, 'original');
      expect(await cluster().get(VOLUME_SNAPSHOT_CONTENT, undefined, name)).toBeDefined();
      await cluster().delete(VOLUME_SNAPSHOT_CONTENT, undefined, name);
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT_CONTENT, undefined, name);
      await cluster().delete(NAMESPACE, undefined, application);
      await eventuallyGone(cluster(), NAMESPACE, undefined, application);

      // the snapshot is still there: a claim can be made of it
      await claim(own, 'from-pair', {
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: pair },
      });
      await bound(own, 'from-pair');
      await cluster().delete(PVC, own, 'from-pair');
      await eventuallyGone(cluster(), PVC, own, 'from-pair');

      await cluster().patch(VOLUME_SNAPSHOT_CONTENT, undefined, pair, { spec: { deletionPolicy: 'Delete' } });
      await cluster().delete(VOLUME_SNAPSHOT, own, pair);
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT_CONTENT, undefined, pair);
    });

    it('go with their namespace, and leave a retained content behind', async () => {
      const application = await ownNamespace();
      await claim(application, 'data');
      await bound(application, 'data');
      await snapshot(application, 'goes', { persistentVolumeClaimName: 'data' });
      await snapshot(application, 'stays', { persistentVolumeClaimName: 'data' });
      const goes = (await ready(application, 'goes')).content.metadata.name;
      const stays = (await ready(application, 'stays')).content.metadata.name;
      await cluster().patch(VOLUME_SNAPSHOT_CONTENT, undefined, stays, { spec: { deletionPolicy: 'Retain' } });
      await cluster().delete(NAMESPACE, undefined, application);
      await eventuallyGone(cluster(), NAMESPACE, undefined, application);
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT_CONTENT, undefined, goes);
      const left = await cluster().get(VOLUME_SNAPSHOT_CONTENT, undefined, stays);
      expect(left?.metadata.deletionTimestamp).toBeUndefined();

      // freed as an orphan: its VolumeSnapshot is gone, so the content's own deletion takes the snapshot along
      await cluster().patch(VOLUME_SNAPSHOT_CONTENT, undefined, stays, { spec: { deletionPolicy: 'Delete' } });
      await cluster().delete(VOLUME_SNAPSHOT_CONTENT, undefined, stays);
      await eventuallyGone(cluster(), VOLUME_SNAPSHOT_CONTENT, undefined, stays);
    });
  });
}
