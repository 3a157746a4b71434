import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { cluster } from './harness/cluster.ts';
import {
  apply,
  killPod,
  kube,
  setKnobs,
  startApiServer,
  startKubelet,
  startS3,
  stopApiServer,
  stopKubelet,
  stopS3,
} from './harness/control.ts';
import { s3Client } from './harness/s3.ts';
import { removeStoredSnapshot, storedSnapshots } from './harness/storage.ts';

const running = cluster();
const namespace = `harness-${Date.now().toString(36)}`;

beforeAll(async () => {
  await apply(running, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await apply(running, [claim('data'), claim('disk', { volumeMode: 'Block' })]);
  await runPod('writer', 'echo hello > /data/file && ln -s file /data/link && echo block > /dev/disk && sync', [
    'data',
    'disk',
  ]);
});

afterEach(async () => {
  await setKnobs(running, []);
});

afterAll(async () => {
  await kube(running, ['delete', 'namespace', namespace]);
});

describe('storage', () => {
  it('reads a claim made from a snapshot, of files and of a raw disk', async () => {
    await apply(running, [snapshot('both-data', 'data'), snapshot('both-disk', 'disk')]);
    await ready('both-data');
    await ready('both-disk');
    await apply(running, [
      claim('data-copy', { dataSource: source('both-data') }),
      claim('disk-copy', { volumeMode: 'Block', dataSource: source('both-disk') }),
    ]);

    const said = await runPod('reader', 'cat /data/link; head -c 6 /dev/disk', ['data-copy', 'disk-copy']);

    expect(said).toBe('hello\nblock\n');
  });

  it('binds a claim of a class that waits for its first pod', async () => {
    await apply(running, [claim('late', { storageClassName: 'btrfs-wffc' })]);

    expect(await runPod('first', 'echo written > /data/file; cat /data/file', ['late'])).toBe('written\n');
  });

  it('clones a claim', async () => {
    await apply(running, [claim('clone', { dataSource: { kind: 'PersistentVolumeClaim', name: 'data' } })]);

    expect(await runPod('cloned', 'cat /data/file', ['clone'])).toBe('hello\n');
  });

  it('serves a second driver', async () => {
    await apply(running, [claim('other', { storageClassName: 'second' })]);

    expect(await runPod('other', 'echo there > /data/file; cat /data/file', ['other'])).toBe('there\n');
  });
});

describe('knobs', () => {
  it('delay the cut', async () => {
    await setKnobs(running, [{ namespace, claim: 'data', cutDelaySeconds: 3 }]);
    const asked = Date.now();

    await apply(running, [snapshot('slow', 'data')]);
    await ready('slow');

    expect(Date.now() - asked).toBeGreaterThanOrEqual(3_000);
  });

  it('show a snapshot that is cut and not yet ready', async () => {
    await setKnobs(running, [{ readyDelaySeconds: 4 }]);

    await apply(running, [snapshot('late-ready', 'data')]);
    const cut = await status('late-ready', ({ creationTime }) => creationTime !== undefined);
    await ready('late-ready');

    expect(cut.readyToUse).toBe(false);
  });

  it('fail before the cut as often as told, then succeed', async () => {
    await setKnobs(running, [{ claim: 'data', failBeforeCut: { times: 1, message: 'array is busy' } }]);
    const before = await storedSnapshots(running);

    await apply(running, [snapshot('fails-first', 'data')]);
    const failed = await status('fails-first', ({ error }) => error !== undefined);
    const during = await storedSnapshots(running);
    await ready('fails-first');

    expect(failed.error?.message).toContain('array is busy');
    expect(during).toHaveLength(before.length);
  });

  it('fail after the cut, and the retry finds the snapshot that was made', async () => {
    await setKnobs(running, [{ failAfterCut: { times: 1, code: 'ABORTED' } }]);
    const before = await storedSnapshots(running);

    await apply(running, [snapshot('fails-after', 'data')]);
    await ready('fails-after');

    expect(await storedSnapshots(running)).toHaveLength(before.length + 1);
  });

  it('fail another claim only', async () => {
    await setKnobs(running, [{ claim: 'disk', failBeforeCut: {} }]);

    await apply(running, [snapshot('unharmed', 'data'), snapshot('harmed', 'disk')]);
    await ready('unharmed');
    const harmed = await status('harmed', ({ error }) => error !== undefined);

    expect(harmed.creationTime).toBeUndefined();
  });
});

describe('faults', () => {
  it('loses a snapshot behind the back of the cluster', async () => {
    await apply(running, [snapshot('lost', 'data')]);
    const { boundVolumeSnapshotContentName } = await ready('lost');
    const content = await get<{ status: { snapshotHandle: string } }>(
      'volumesnapshotcontent',
      boundVolumeSnapshotContentName ?? '',
    );
    const stored = (await storedSnapshots(running)).find(({ handle }) => handle === content.status.snapshotHandle);

    if (stored !== undefined) await removeStoredSnapshot(running, stored);

    expect(stored).toMatchObject({ namespace, claim: 'data', driver: running.drivers[0] });
    expect(await storedSnapshots(running)).not.toContainEqual(stored);
  });

  it('deletes a pod at once', async () => {
    await startPod('victim', 'sleep 600', []);
    await phase('victim', 'Running');

    await killPod(running, namespace, 'victim');

    expect(await kube(running, ['get', 'pod', 'victim', '-n', namespace, '--ignore-not-found', '-o', 'name'])).toBe('');
  });

  it('kills a container that takes more memory than its limit', async () => {
    await startPod('greedy', 'exec dd if=/dev/zero of=/dev/null bs=200M count=1', [], { limits: { memory: '32Mi' } });
    const pod = await phase('greedy', 'Failed');

    expect(pod.status.containerStatuses?.[0]?.state.terminated?.reason).toBe('OOMKilled');
  });

  it('stops and starts the S3 server, which keeps its objects', async () => {
    const client = s3Client(running.s3);
    const object = { Bucket: running.s3.bucket, Key: `${namespace}/object` };
    await client.send(new PutObjectCommand({ ...object, Body: 'kept' }));

    await stopS3(running);
    await expect(fetch(running.s3.endpoint)).rejects.toThrow();
    await startS3(running);

    const { Body } = await client.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe('kept');
  });

  it('is reached by a pod: the S3 server', async () => {
    const { hostname, port } = new URL(running.s3.endpoint);

    expect(await runPod('caller', `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 ${hostname} ${port}`, [])).toContain(
      'HTTP/1.1 ',
    );
  });

  it('stops and starts the API server', async () => {
    await stopApiServer(running);
    await expect(kube(running, ['get', 'nodes'])).rejects.toThrow();
    await startApiServer(running);

    expect(await kube(running, ['get', 'nodes', '-o', 'name'])).toBe(`node/${running.node}\n`);
  });

  it('stops and starts the kubelet: a pod made meanwhile runs afterwards', async () => {
    await stopKubelet(running);
    await startPod('patient', 'echo done', []);
    await startKubelet(running);

    await phase('patient', 'Succeeded');
  });
});

type SnapshotStatus = {
  readonly creationTime?: string;
  readonly readyToUse?: boolean;
  readonly error?: { readonly message: string };
  readonly boundVolumeSnapshotContentName?: string;
};
type Pod = {
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: { readonly state: { readonly terminated?: { readonly reason: string } } }[];
  };
};

function claim(name: string, spec: Record<string, unknown> = {}): unknown {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '64Mi' } }, ...spec },
  };
}

function source(name: string): unknown {
  return { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name };
}

function snapshot(name: string, persistentVolumeClaimName: string): unknown {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { name, namespace },
    spec: { source: { persistentVolumeClaimName } },
  };
}

/** Starts a pod of one shell command; the first claim is mounted at /data, a second one is the device /dev/disk. */
async function startPod(name: string, command: string, claims: readonly string[], resources = {}): Promise<void> {
  const volumes = claims.map((claimName, index) => ({
    name: `volume-${index}`,
    persistentVolumeClaim: { claimName },
  }));
  const container = {
    name: 'main',
    image: running.images.busybox,
    command: ['sh', '-c', command],
    resources,
    volumeMounts: volumes.slice(0, 1).map((volume) => ({ name: volume.name, mountPath: '/data' })),
    volumeDevices: volumes.slice(1).map((volume) => ({ name: volume.name, devicePath: '/dev/disk' })),
  };
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container], volumes };
  await apply(running, [{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec }]);
}

/** Runs a pod to its end and returns what it printed. */
async function runPod(name: string, command: string, claims: readonly string[]): Promise<string> {
  await startPod(name, command, claims);
  await phase(name, 'Succeeded');
  return await kube(running, ['logs', name, '-n', namespace]);
}

async function phase(name: string, wanted: string): Promise<Pod> {
  return await until(`pod ${name} to be ${wanted}`, 90, async () => {
    const pod = await get<Pod>('pod', name);
    return pod.status.phase === wanted && pod;
  });
}

async function ready(name: string): Promise<SnapshotStatus> {
  return await status(name, ({ readyToUse }) => readyToUse === true);
}

async function status(name: string, is: (status: SnapshotStatus) => boolean): Promise<SnapshotStatus> {
  return await until(`snapshot ${name}`, 90, async () => {
    const found = (await get<{ status?: SnapshotStatus }>('volumesnapshot', name)).status;
    return found !== undefined && is(found) && found;
  });
}

async function get<T>(kind: string, name: string): Promise<T> {
  return JSON.parse(await kube(running, ['get', kind, name, '-n', namespace, '-o', 'json'])) as T;
}
