import { describe, expect, test } from 'vitest';
import { claim, createVirtualClock, eventually, job, paths, type RawClient, start } from './simulator-client.ts';

const podsOf = async (client: RawClient, name: string) =>
  (await client.get(paths.core('default', `pods?labelSelector=job-name%3D${name}`))).body.items;
const eventsOf = async (client: RawClient, name: string) =>
  (await client.get(paths.core('default', `events?fieldSelector=involvedObject.name%3D${name}`))).body.items;
const conditions = async (client: RawClient, name: string): Promise<{ type: string; reason?: string }[]> =>
  (await client.get(paths.jobs('default', name))).body.status?.conditions ?? [];

describe('faults of the API server', () => {
  test('by verb, resource and count: errors, too many requests, lost answers', async () => {
    const { client, simulator } = await start();
    const maps = paths.core('default', 'configmaps');
    const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    simulator.faults.add({
      on: 'request',
      verb: 'list',
      resource: 'configmaps',
      effect: { status: 429, retryAfterSeconds: 7 },
      times: 1,
    });
    const throttled = await client.get(maps);
    expect(throttled).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
      body: { reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } },
    });
    expect((await client.get(maps)).status).toBe(200);
    simulator.faults.add({ on: 'request', verb: 'get', name: 'x*', effect: { status: 500 } });
    expect((await client.get(`${maps}/xyz`)).status).toBe(500);
    expect((await client.get(`${maps}/abc`)).status).toBe(404);
    simulator.faults.add({ on: 'request', verb: 'create', effect: { reset: true }, times: 1 });
    await expect(client.post(maps, map('never'))).rejects.toThrow();
    expect((await client.get(`${maps}/never`)).status).toBe(404);
    simulator.faults.add({ on: 'request', verb: 'create', effect: { loseAnswer: true }, times: 1 });
    await expect(client.post(maps, map('made'))).rejects.toThrow();
    expect((await client.get(`${maps}/made`)).status).toBe(200);
  });

  test('not reachable at all, and back at the same address', async () => {
    const { client, simulator } = await start();
    await client.get('/version');
    await simulator.faults.unreachable();
    await expect(client.get('/version')).rejects.toThrow();
    await simulator.faults.reachable();
    expect((await client.get('/version')).status).toBe(200);
  });
});

describe('faults of Jobs, pods and claims', () => {
  const slow = () => ({ exitCode: 0, afterMs: 600_000 });

  test('a Job that may not make its pod says so in an event', async () => {
    const { client, simulator } = await start();
    const failedCreate =
      'pods "x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10';
    simulator.faults.add({ on: 'job', name: 'refused', effect: { failedCreate } });
    await client.post(paths.jobs('default'), job('refused', 'true'));
    await simulator.settled();
    expect(await podsOf(client, 'refused')).toEqual([]);
    const [event] = await eventsOf(client, 'refused');
    expect(event).toMatchObject({
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: ${failedCreate}`,
      involvedObject: { kind: 'Job' },
    });
    await client.post(paths.jobs('default'), job('nobody', 'true', {}, { serviceAccountName: 'nobody' }));
    await simulator.settled();
    const [refusal] = await eventsOf(client, 'nobody');
    expect(refusal.message).toContain(
      'error looking up service account default/nobody: serviceaccount "nobody" not found',
    );
  });

  test('a pod that no node takes, and one whose image cannot be pulled', async () => {
    const clock = createVirtualClock();
    const { client, simulator } = await start({ clock });
    const heal = simulator.faults.add({ on: 'pod', job: 'stuck', effect: 'unschedulable' });
    simulator.faults.add({ on: 'pod', job: 'imageless', effect: 'imagePull', times: 2 });
    for (const name of ['stuck', 'imageless']) await client.post(paths.jobs('default'), job(name, 'true'));
    await simulator.settled();
    const [stuck] = await podsOf(client, 'stuck');
    expect(stuck.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }),
    );
    const [imageless] = await podsOf(client, 'imageless');
    expect(imageless.status.containerStatuses[0].state.waiting.reason).toBe('ImagePullBackOff');
    heal();
    await clock.advance(60_000, simulator.settled);
    for (const name of ['stuck', 'imageless'])
      expect((await conditions(client, name)).map(({ type }) => type)).toContain('Complete');
  });

  test('OOM-killed, deleted and evicted: only the last is replaced, where the Job says so', async () => {
    const clock = createVirtualClock();
    const { client, simulator } = await start({ clock, runJobs: slow });
    const podFailurePolicy = {
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    };
    simulator.faults.add({
      on: 'pod',
      job: 'oom',
      effect: { exitCode: 137, reason: 'OOMKilled', afterMs: 1000 },
      times: 1,
    });
    for (const name of ['oom', 'deleted', 'evicted'])
      await client.post(paths.jobs('default'), job(name, 'true', {}, {}, { podFailurePolicy }));
    await clock.advance(2_000, simulator.settled);
    const [oom] = await podsOf(client, 'oom');
    expect(oom.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    const [deleted] = await podsOf(client, 'deleted');
    const [evicted] = await podsOf(client, 'evicted');
    await client.remove(paths.core('default', `pods/${deleted.metadata.name}`));
    simulator.faults.evictPod(`default/${evicted.metadata.name}`);
    await clock.advance(1_000, simulator.settled);
    for (const name of ['oom', 'deleted']) {
      expect(await conditions(client, name)).toContainEqual(
        expect.objectContaining({ type: 'Failed', reason: 'BackoffLimitExceeded' }),
      );
    }
    const pods = await podsOf(client, 'evicted');
    expect(pods).toHaveLength(2);
    expect(
      pods.find((pod: { metadata: { uid: string } }) => pod.metadata.uid === evicted.metadata.uid).status,
    ).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(await conditions(client, 'evicted')).toEqual([]);
  });

  test('a kubelet that stands still, and goes on', async () => {
    const clock = createVirtualClock();
    const { client, simulator } = await start({ clock, runJobs: () => ({ exitCode: 0, afterMs: 10_000 }) });
    await client.post(paths.jobs('default'), job('frozen', 'true'));
    await clock.advance(1_000, simulator.settled);
    simulator.faults.stopKubelet();
    await clock.advance(60_000, simulator.settled);
    expect((await podsOf(client, 'frozen'))[0].status.phase).toBe('Running');
    const ready = (await client.get('/api/v1/nodes')).body.items[0].status.conditions.find(
      (one: { type: string }) => one.type === 'Ready',
    );
    expect(ready.status).toBe('Unknown');
    simulator.faults.startKubelet();
    await simulator.settled();
    expect((await podsOf(client, 'frozen'))[0].status.phase).toBe('Succeeded');
  });

  test('a pod that is deleted on a node that stands still stays, and says when it was to be gone', async () => {
    const clock = createVirtualClock();
    const { client, simulator } = await start({ clock, runJobs: () => ({ exitCode: 0, afterMs: 600_000 }) });
    await client.post(paths.jobs('default'), job('forsaken', 'true', {}, { terminationGracePeriodSeconds: 30 }));
    await clock.advance(1_000, simulator.settled);
    simulator.faults.stopKubelet();
    const [{ metadata }] = await podsOf(client, 'forsaken');
    const askedAt = clock.now();
    await client.remove(paths.core('default', `pods/${metadata.name}`));
    await clock.advance(600_000, simulator.settled);
    const pods = await podsOf(client, 'forsaken');
    expect(pods).toHaveLength(1);
    expect(pods[0].status.containerStatuses[0].state.running).toBeDefined();
    expect(pods[0].metadata.deletionGracePeriodSeconds).toBe(30);
    expect(Date.parse(pods[0].metadata.deletionTimestamp)).toBe(Math.floor(askedAt / 1000) * 1000 + 30_000);
  });

  test('a claim that stays pending, with its event', async () => {
    const { client, simulator } = await start();
    simulator.faults.add({
      on: 'claim',
      name: 'data',
      effect: { pending: 'rpc error: code = ResourceExhausted desc = no space left on the pool' },
    });
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    await simulator.settled();
    expect((await client.get(paths.core('default', 'persistentvolumeclaims/data'))).body.status.phase).toBe('Pending');
    expect(await eventsOf(client, 'data')).toContainEqual(
      expect.objectContaining({ reason: 'ProvisioningFailed', type: 'Warning' }),
    );
  });

  test('a snapshot that is lost behind our back', async () => {
    const { client, simulator } = await start();
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    await simulator.settled();
    await client.post(paths.snapshots('default'), {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { name: 's' },
      spec: { source: { persistentVolumeClaimName: 'data' } },
    });
    await simulator.settled();
    await simulator.faults.loseSnapshot(simulator.storage.snapshots()[0]?.handle ?? '');
    const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
    await client.post(paths.core('default', 'persistentvolumeclaims'), claim('copy', { dataSource }));
    const [event] = await eventually(async () => {
      const events = (await eventsOf(client, 'copy')).filter(
        (one: { reason: string }) => one.reason === 'ProvisioningFailed',
      );
      return events.length > 0 ? events : undefined;
    });
    expect(event.message).toMatch(/rpc error: code = NotFound desc = source snapshot snap-.* does not exist/);
  });
});
