import { afterEach, describe, expect, it } from 'vitest';
import {
  ensureTemporaryClaim,
  foreignVolumeOf,
  giveBack,
  readTemporaryClaim,
  releaseTemporaryClaim,
} from '../../../functions/cluster-objects/temporary-claim.ts';
import type { Cluster, KubeObject } from '../../../functions/services/cluster/cluster.ts';
import { PV, PVC, VOLUME_SNAPSHOT } from '../../../functions/services/cluster/kinds.ts';
import { type ContractCluster, eventually, eventuallyGone, faultOf, made, useCluster } from './contract-setup.ts';

/**
 * A volume that somebody keeps to be used again: Kubernetes gives it to the next claim that fits, also to one of ours.
 * What the product does about that is tried here on both kinds of cluster, since it rests on what controllers write.
 */
export function freeVolumesContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  /** Temporary claims lie in Snapferry's own namespace; here that is the suite's. */
  const cluster = (): Cluster => ({ ...contract.on().cluster, ownNamespace: contract.namespace });
  let free = '';

  async function claim(name: string, more: object = {}): Promise<KubeObject> {
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '32Mi' } },
      storageClassName: contract.on().storageClass,
      ...more,
    };
    return await made(cluster().create(PVC, { metadata: { name, namespace: contract.namespace }, spec }));
  }

  async function bound(name: string): Promise<KubeObject> {
    return await eventually(async () => {
      const found = await cluster().get(PVC, contract.namespace, name);
      return found?.status?.phase === 'Bound' && found;
    });
  }

  async function volume(name = free): Promise<KubeObject> {
    const found = await cluster().get(PV, undefined, name);
    if (!found) throw new Error(`the volume ${name} is gone`);
    return found;
  }

  /** As the documentation of Kubernetes has it: Retain, delete the claim, take the claimRef off. */
  async function keepOne(): Promise<KubeObject> {
    await claim('kept');
    free = String((await bound('kept')).spec?.volumeName);
    await cluster().patch(PV, undefined, free, { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    await cluster().delete(PVC, contract.namespace, 'kept');
    await eventuallyGone(cluster(), PVC, contract.namespace, 'kept');
    await cluster().patch(PV, undefined, free, { spec: { claimRef: null } });
    return await eventually(async () => {
      const found = await volume();
      return found.status?.phase === 'Available' && found;
    });
  }

  describe('a free volume', () => {
    /** Its owner takes it back and removes it. */
    afterEach(async () => {
      const { namespace } = contract;
      await claim('owner', { volumeName: free });
      await bound('owner');
      await cluster().patch(PV, undefined, free, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
      await cluster().delete(PVC, namespace, 'owner');
      await eventuallyGone(cluster(), PV, undefined, free);
    });

    it('keeps a temporary claim that it fits from being made', async () => {
      const { namespace } = contract;
      await keepOne();
      const spec = {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '32Mi' } },
        storageClassName: contract.on().storageClass,
      };
      const owner = { installationId: 'aaaaaaaaaa', operationId: 'bk-x', role: 'temporary-claim' as const };
      const wanted = { metadata: { name: 'refused', namespace }, spec };

      const fault = await faultOf(ensureTemporaryClaim(cluster(), wanted, owner, await cluster().listAll(PV)));

      expect(fault).toMatchObject({
        code: 'volume.claim_bound_elsewhere',
        message: expect.stringContaining(free) as string,
      });
      expect(await cluster().get(PVC, namespace, 'refused')).toBeUndefined();
    });

    it('that a claim for a snapshot was given all the same is known as somebody’s, and is given back as it was', async () => {
      const { namespace } = contract;
      await claim('source');
      await bound('source');
      await made(
        cluster().create(VOLUME_SNAPSHOT, {
          metadata: { name: 'cut', namespace },
          spec: {
            volumeSnapshotClassName: contract.on().snapshotClass,
            source: { persistentVolumeClaimName: 'source' },
          },
        }),
      );
      await eventually(
        async () => (await cluster().get(VOLUME_SNAPSHOT, namespace, 'cut'))?.status?.readyToUse === true,
      );
      const before = await keepOne();

      await claim('given', {
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'cut' },
      });
      await bound('given');
      const found = await readTemporaryClaim(cluster(), 'given');
      expect(found?.volume?.metadata.name).toBe(free);
      expect(found && foreignVolumeOf(found)?.code).toBe('volume.claim_bound_elsewhere');

      await releaseTemporaryClaim(cluster(), found);
      await eventuallyGone(cluster(), PVC, namespace, 'given');
      expect(await giveBack(cluster(), await volume())).toBe(false);

      const after = await eventually(async () => {
        const now = await volume();
        return now.status?.phase === 'Available' && now;
      });
      expect(kept(after)).toEqual(kept(before));
      await cluster().delete(VOLUME_SNAPSHOT, namespace, 'cut');
      await cluster().delete(PVC, namespace, 'source');
    });
  });

  describe('a volume of its own', () => {
    it('is no matter, and goes with the claim', async () => {
      await claim('own');
      await bound('own');
      const found = await readTemporaryClaim(cluster(), 'own');
      expect(found && foreignVolumeOf(found)).toBeUndefined();
      const name = String(found?.volume?.metadata.name);
      await releaseTemporaryClaim(cluster(), found);
      await eventuallyGone(cluster(), PV, undefined, name);
    });
  });
}

/** What is its owner's to say; the controller's own note of having bound it once stays. */
function kept({ metadata, spec }: KubeObject) {
  const { 'pv.kubernetes.io/bound-by-controller': _, ...annotations } = metadata.annotations ?? {};
  return { labels: metadata.labels, annotations, spec };
}
