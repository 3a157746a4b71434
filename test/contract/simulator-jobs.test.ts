import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claim, createVirtualClock, eventually, job, paths, type RawClient, start } from './simulator-client.ts';

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

async function podOf(client: RawClient, name: string) {
  return eventually(async () => {
    const { body } = await client.get(paths.core('default', `pods?labelSelector=job-name%3D${name}`));
    return body.items[0];
  });
}

async function condition(client: RawClient, name: string) {
  return eventually(async () => {
    const { body } = await client.get(paths.jobs('default', name));
    return body.status?.conditions?.find((one: { type: string }) => one.type === 'Complete' || one.type === 'Failed');
  });
}

async function running(client: RawClient, name: string) {
  return eventually(async () => {
    const pod = await podOf(client, name);
    return pod.status.phase === 'Running' ? pod : undefined;
  });
}

describe('Jobs', () => {
  test('run their command on the host, with environment, volumes, termination message and log', async () => {
    const { client, simulator } = await start({ root: temporaryRoot() });
    await client.post(paths.core('default', 'secrets'), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'key' },
      stringData: { PASSWORD: 'p w' },
    });
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    const script =
      'printf "%s" "$PASSWORD" > "$TARGET/file"; printf x > "$SCRATCH/copy"; echo out; echo err >&2; echo "{\\"ok\\":true}" > "$RESULT"; ls "$1"';
    const container = {
      command: ['sh', '-c', script, 'sh', '/data'],
      env: [
        { name: 'TARGET', value: '/data' },
        { name: 'SCRATCH', value: '/scratch' },
        { name: 'RESULT', value: '/dev/termination-log' },
      ],
      envFrom: [{ secretRef: { name: 'key' } }],
      volumeMounts: [
        { name: 'data', mountPath: '/data' },
        { name: 'scratch', mountPath: '/scratch' },
      ],
    };
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
      { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
    ];
    await client.post(paths.jobs('default'), job('writer', '', container, { volumes }));
    expect(await condition(client, 'writer')).toMatchObject({ type: 'Complete', status: 'True' });
    const pod = await podOf(client, 'writer');
    expect(pod.metadata.ownerReferences[0]).toMatchObject({ kind: 'Job', name: 'writer', controller: true });
    expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
      message: '{"ok":true}\n',
    });
    const log = await client.get(paths.core('default', `pods/${pod.metadata.name}/log`));
    expect(log.body).toBe('out\nerr\nfile\n');
    expect((await client.get(paths.core('default', `pods/${pod.metadata.name}/log?tailLines=1`))).body).toBe('file\n');
    expect((await client.get(paths.core('default', `pods/${pod.metadata.name}/log?limitBytes=2`))).body).toBe('ou');
    const [volume] = simulator.storage.volumes();
    expect(readFileSync(join(simulator.storage.volumeFolder(volume?.handle ?? '') ?? '', 'file'), 'utf8')).toBe('p w');
  });

  test('that exit with another code are Failed, without a second try', async () => {
    const { client } = await start({ root: temporaryRoot() });
    await client.post(paths.jobs('default'), job('bad', 'echo no > /dev/null; exit 3'));
    expect(await condition(client, 'bad')).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    const { body } = await client.get(paths.core('default', 'pods'));
    expect(body.items).toHaveLength(1);
    expect(body.items[0].status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  test('that take their own termination log away have no message, and end', async () => {
    const { client } = await start({ root: temporaryRoot() });
    const env = [{ name: 'RESULT', value: '/dev/termination-log' }];
    await client.post(paths.jobs('default'), job('tidy', 'rm "$RESULT"; exit 3', { env }));
    expect(await condition(client, 'tidy')).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    const { terminated } = (await podOf(client, 'tidy')).status.containerStatuses[0].state;
    expect(terminated).toMatchObject({ exitCode: 3 });
    expect(terminated.message).toBeUndefined();
  });

  test('wait for ever for a Secret that is missing', async () => {
    const { client } = await start({ root: temporaryRoot() });
    await client.post(paths.jobs('default'), job('waits', 'true', { envFrom: [{ secretRef: { name: 'missing' } }] }));
    const pod = await eventually(async () => {
      const one = await podOf(client, 'waits');
      return one.status.containerStatuses?.[0].state.waiting === undefined ? undefined : one;
    });
    expect(pod.status.containerStatuses[0].state.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'secret "missing" not found',
    });
    await client.post(paths.core('default', 'secrets'), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'missing' },
    });
    expect(await condition(client, 'waits')).toMatchObject({ type: 'Complete' });
  });

  test('run init containers one after the other, and wait between them for a Secret that was deleted', async () => {
    const { client } = await start({ root: temporaryRoot() });
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' } };
    await client.post(paths.core('default', 'secrets'), secret);
    const folder = temporaryRoot();
    const envFrom = [{ secretRef: { name: 'keys' } }];
    const initContainers = [
      { name: 'one', image: 'busybox', command: ['sh', '-c', `while [ ! -e ${folder}/go ]; do sleep 0.05; done`] },
      { name: 'two', image: 'busybox', command: ['true'], envFrom },
    ];
    await client.post(paths.jobs('default'), job('turns', 'true', {}, { initContainers }));
    const stateOf = async (at: number) => (await podOf(client, 'turns')).status.initContainerStatuses?.[at].state;
    await eventually(async () => (await stateOf(0))?.running);
    expect((await podOf(client, 'turns')).status).toMatchObject({ phase: 'Pending' });

    await client.remove(paths.core('default', 'secrets/keys'));
    writeFileSync(join(folder, 'go'), '');
    const waiting = await eventually(async () => {
      const state = (await stateOf(1))?.waiting;
      return state?.reason === 'CreateContainerConfigError' ? state : undefined;
    });
    expect(waiting).toMatchObject({ message: 'secret "keys" not found' });
    expect(await stateOf(0)).toMatchObject({ terminated: { exitCode: 0 } });

    await client.post(paths.core('default', 'secrets'), secret);
    expect(await condition(client, 'turns')).toMatchObject({ type: 'Complete' });
  });

  test('that are deleted kill their whole process group; without a policy the pod is orphaned', async () => {
    const root = temporaryRoot();
    const { client } = await start({ root });
    const mark = join(root, 'mark');
    const script = `trap 'echo term >> ${mark}; exit 0' TERM; (while :; do echo alive > ${mark}.child; sleep 0.05; done) & echo up >> ${mark}; wait`;
    await client.post(paths.jobs('default'), job('long', script));
    await running(client, 'long');
    await eventually(() => existsSync(`${mark}.child`) || undefined);
    await client.remove(paths.jobs('default', 'long'), { propagationPolicy: 'Background' });
    await eventually(
      async () => (await client.get(paths.core('default', 'pods'))).body.items.length === 0 || undefined,
    );
    expect(readFileSync(mark, 'utf8')).toBe('up\nterm\n');
    writeFileSync(`${mark}.child`, 'dead');
    await client.post(paths.jobs('default'), job('orphaning', 'sleep 60'));
    const pod = await running(client, 'orphaning');
    await client.remove(paths.jobs('default', 'orphaning'));
    const left = await eventually(async () => {
      const { body } = await client.get(paths.core('default', `pods/${pod.metadata.name}`));
      return body.metadata.ownerReferences?.length ? undefined : body;
    });
    expect(left.status.phase).toBe('Running');
    expect(readFileSync(`${mark}.child`, 'utf8')).toBe('dead');
  });

  test('end at their deadline and go after their time to live, in virtual time', async () => {
    const clock = createVirtualClock();
    const runJobs = () => ({ exitCode: 0, message: 'never', afterMs: 3600_000 });
    const { client, simulator } = await start({ clock, runJobs });
    await client.post(
      paths.jobs('default'),
      job('slow', 'true', {}, {}, { activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 100 }),
    );
    await clock.advance(59_000, simulator.settled);
    expect((await client.get(paths.jobs('default', 'slow'))).body.status).toMatchObject({ active: 1, ready: 1 });
    await clock.advance(2_000, simulator.settled);
    expect(await condition(client, 'slow')).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' });
    expect((await client.get(paths.core('default', 'pods'))).body.items).toEqual([]);
    await clock.advance(101_000, simulator.settled);
    expect((await client.get(paths.jobs('default', 'slow'))).status).toBe(404);
  });

  test('can be answered by a function, which sees environment and mounts', async () => {
    const clock = createVirtualClock();
    const seen: unknown[] = [];
    const { client, simulator } = await start({
      clock,
      runJobs({ environment, mounts }) {
        seen.push(environment, mounts);
        return { exitCode: 0, message: '{"id":"k1"}', afterMs: 5_000 };
      },
    });
    const container = {
      env: [{ name: 'A', value: 'b' }],
      volumeMounts: [{ name: 'd', mountPath: '/data', readOnly: true }],
    };
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    await client.post(
      paths.jobs('default'),
      job('virtual', '', container, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] }),
    );
    await clock.advance(4_000, simulator.settled);
    expect((await podOf(client, 'virtual')).status.phase).toBe('Running');
    await clock.advance(2_000, simulator.settled);
    const pod = await podOf(client, 'virtual');
    expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({
      message: '{"id":"k1"}',
      startedAt: '2026-11-23T12:00:00Z',
      finishedAt: '2026-11-23T12:00:05Z',
    });
    expect(seen).toEqual([{ A: 'b' }, [{ mountPath: '/data', folder: undefined, readOnly: true, claim: 'data' }]]);
  });
});
