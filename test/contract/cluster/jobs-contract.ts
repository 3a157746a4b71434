import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../functions/services/cluster/cluster.ts';
import { EVENT, JOB, POD, PVC, SECRET, VOLUME_SNAPSHOT } from '../../../functions/services/cluster/kinds.ts';
import { type ContractCluster, eventually, eventuallyGone, made, uidOf, useCluster } from './contract-setup.ts';

interface Work {
  script: string;
  /** Mounted at $DATA. */
  claim?: string;
  readOnly?: boolean;
  secret?: string;
  account?: string;
  graceSeconds?: number;
}

/** What the product relies on of Jobs, their pods, logs and events. */
export function jobsContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const { namespace } = contract;
  const cluster = () => contract.on().cluster;

  async function run(
    name: string,
    { script, claim, readOnly = false, secret, account, graceSeconds = 1 }: Work,
  ): Promise<KubeObject> {
    const container = {
      name: 'work',
      image: contract.on().image,
      imagePullPolicy: 'IfNotPresent',
      command: ['/bin/sh', '-c', script],
      env: [
        { name: 'DATA', value: '/data' },
        { name: 'MESSAGE', value: '/dev/termination-log' },
      ],
      ...(secret ? { envFrom: [{ secretRef: { name: secret } }] } : {}),
      ...(claim ? { volumeMounts: [{ name: 'data', mountPath: '/data', readOnly }] } : {}),
    };
    const pod = {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: graceSeconds,
      ...(account ? { serviceAccountName: account } : {}),
      containers: [container],
      ...(claim ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim, readOnly } }] } : {}),
    };
    const spec = { backoffLimit: 0, template: { metadata: { labels: { suite: name } }, spec: pod } };
    return await made(cluster().create(JOB, { metadata: { name, namespace }, spec }));
  }

  async function ended(name: string, type: 'Complete' | 'Failed'): Promise<KubeObject> {
    return await eventually(async () => {
      const job = await cluster().get(JOB, namespace, name);
      const conditions = (job?.status?.conditions ?? []) as { type: string; status: string }[];
      return conditions.some((one) => one.type === type && one.status === 'True') && job;
    });
  }

  async function podOf(name: string): Promise<KubeObject> {
    return await eventually(
      async () => (await cluster().listAll(POD, { namespace, labelSelector: `suite=${name}` }))[0],
    );
  }

  async function removed(name: string): Promise<void> {
    await cluster().delete(JOB, namespace, name);
    await eventuallyGone(cluster(), JOB, namespace, name);
    await eventually(
      async () => (await cluster().listAll(POD, { namespace, labelSelector: `suite=${name}` })).length === 0,
    );
  }

  async function makeClaim(name: string, spec: object = {}): Promise<void> {
    await made(
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

  describe('jobs', () => {
    it('end with a log and a message, and take their pods along', async () => {
      await run('good', { script: 'echo one; echo two; echo three; printf "{}" > "$MESSAGE"' });
      const { status } = await ended('good', 'Complete');
      expect(status).toMatchObject({ succeeded: 1 });
      const pod = await podOf('good');
      expect(pod.metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'good', controller: true }]);
      expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 0, message: '{}' });
      expect(await cluster().logs(namespace, pod.metadata.name, { tailLines: 2 })).toBe('two\nthree\n');
      expect(await cluster().logs(namespace, pod.metadata.name, { container: 'work', tailLines: 9 })).toContain('one');
      await removed('good');
      expect(await cluster().logs(namespace, pod.metadata.name, { tailLines: 2 })).toBeUndefined();
    });

    it('fail at once, with the exit code and what was said last', async () => {
      await run('bad', { script: 'echo broken >&2; printf why > "$MESSAGE"; exit 7' });
      await ended('bad', 'Failed');
      const pod = await podOf('bad');
      expect(pod.status.phase).toBe('Failed');
      expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 7, message: 'why' });
      await removed('bad');
    });

    it('wait for a Secret that is missing, and never fail for it', async () => {
      const job = await run('waits', { script: 'echo "$WORD"', secret: 'late' });
      const waiting = await eventually(async () => {
        const [pod] = await cluster().listAll(POD, { namespace, labelSelector: 'suite=waits' });
        const state = pod?.status?.containerStatuses?.[0]?.state?.waiting as { reason: string } | undefined;
        return state?.reason === 'CreateContainerConfigError' && pod;
      });
      expect(await cluster().logs(namespace, waiting.metadata.name, { tailLines: 1 })).toBeUndefined();
      expect((await cluster().get(JOB, namespace, 'waits'))?.status?.failed ?? 0).toBe(0);
      const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'waits', uid: uidOf(job), controller: true };
      await cluster().create(SECRET, {
        metadata: { name: 'late', namespace, ownerReferences: [owner] },
        stringData: { WORD: 'at last' },
      });
      await ended('waits', 'Complete');
      expect(await cluster().logs(namespace, waiting.metadata.name, { tailLines: 1 })).toBe('at last\n');
      await removed('waits');
      await eventuallyGone(cluster(), SECRET, namespace, 'late');
    });

    it('say in an event why they have no pod', async () => {
      const job = await run('podless', { script: 'true', account: 'nobody' });
      const event = await eventually(
        async () =>
          (
            await cluster().listAll(EVENT, {
              namespace,
              fieldSelector: `involvedObject.uid=${uidOf(job)},reason=FailedCreate`,
            })
          )[0],
      );
      expect(event.message).toContain('nobody');
      await removed('podless');
    });

    it('are ended by deletion while they run', async () => {
      await run('long', { script: 'echo begun; while true; do sleep 1; done' });
      const pod = await podOf('long');
      await eventually(async () =>
        (await cluster().logs(namespace, pod.metadata.name, { tailLines: 5 }))?.includes('begun'),
      );
      await removed('long');
    });
  });

  describe('a pod that is deleted', () => {
    it('says when it is to be gone, which is its grace later than that was asked for', async () => {
      await run('lingers', { script: 'trap "" TERM; echo deaf; while true; do sleep 1; done', graceSeconds: 5 });
      const { metadata } = await podOf('lingers');
      await eventually(async () =>
        (await cluster().logs(namespace, metadata.name, { tailLines: 5 }))?.includes('deaf'),
      );
      const before = Math.floor(Date.now() / 1000) * 1000;
      await cluster().delete(POD, namespace, metadata.name);
      const deleted = await cluster().get(POD, namespace, metadata.name);
      expect(deleted?.metadata.deletionGracePeriodSeconds).toBe(5);
      expect(Date.parse(deleted?.metadata.deletionTimestamp ?? '')).toBeGreaterThanOrEqual(before + 5000);
      await removed('lingers');
    });
  });

  describe('data', () => {
    it('is where the first pod wants it, where the class waits for one', async () => {
      await makeClaim('first', { storageClassName: contract.on().waitingStorageClass });
      await run('consumes', { script: 'echo here > "$DATA/file" && cat "$DATA/file"', claim: 'first' });
      await ended('consumes', 'Complete');
      expect((await cluster().get(PVC, namespace, 'first'))?.status.phase).toBe('Bound');
      await removed('consumes');
      await cluster().delete(PVC, namespace, 'first');
      await eventuallyGone(cluster(), PVC, namespace, 'first');
    });

    it('in a snapshot is what it was at the cut, and mounted for reading only it stays so', async () => {
      await makeClaim('live');
      await run('writes', { script: 'echo before > "$DATA/file"; sync', claim: 'live' });
      await ended('writes', 'Complete');
      await cluster().create(VOLUME_SNAPSHOT, {
        metadata: { name: 'cut', namespace },
        spec: { volumeSnapshotClassName: contract.on().snapshotClass, source: { persistentVolumeClaimName: 'live' } },
      });
      await eventually(
        async () => (await cluster().get(VOLUME_SNAPSHOT, namespace, 'cut'))?.status?.readyToUse === true,
      );
      await run('changes', { script: 'echo after > "$DATA/file"; sync', claim: 'live' });
      await ended('changes', 'Complete');
      await makeClaim('copy', {
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'cut' },
      });
      await run('reads', { script: 'cat "$DATA/file"', claim: 'copy', readOnly: true });
      await ended('reads', 'Complete');
      const pod = await podOf('reads');
      expect(await cluster().logs(namespace, pod.metadata.name, { tailLines: 5 })).toBe('before\n');
      for (const name of ['writes', 'changes', 'reads']) await removed(name);
      await cluster().delete(VOLUME_SNAPSHOT, namespace, 'cut');
      for (const name of ['live', 'copy']) {
        await cluster().delete(PVC, namespace, name);
        await eventuallyGone(cluster(), PVC, namespace, name);
      }
    });
  });
}
