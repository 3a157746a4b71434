import { describe, expect, it } from 'vitest';
import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import type { MoverTask } from '../../functions/services/mover/mover.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { container, event, podOf, RESULT, RUN, SETTINGS, setUp } from '../support/mover-cluster.ts';

const TASK: MoverTask = {
  operationId: RUN,
  id: 'v1',
  volumeId: 'v1',
  attempt: 1,
  role: 'mover',
  action: { kind: 'restore', kopiaId: 'k1', files: 3 },
  location: {
    ref: { name: 'main', uid: 'l1' },
    locationUid: 'l1',
    type: 's3',
    s3: { endpoint: 'https://s3.example.org', region: 'r', bucket: 'bbb', prefix: '', pathStyle: true },
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    recoveryKey: renderRecoveryKey(new Uint8Array(32)),
    store: createObjectBackupStore(createMemoryStore()),
  },
  repository: { clusterId: 'c1', namespace: 'shop' },
  claim: 'claim-1',
  settings: SETTINGS,
};

describe('a mover as the cluster shows it', () => {
  it('is running, with the progress that its log tells', async () => {
    const log = 'snapferry-progress  | 1 hashing, 2 hashed (10 MB), 0 cached (0 B), uploaded 1 MB, estimating...\n';
    const { clock, read } = setUp(container({ running: { startedAt: '2026-11-23T09:00:00Z' } }), {}, [], log);
    clock.advance(10);

    expect(await read()).toMatchObject({
      job: 'job-1',
      volumeId: 'v1',
      attempt: 3,
      repository: { clusterId: 'c1', namespace: 'shop' },
      phase: 'running',
      progress: { bytes: 10_000_000, bytesPerSecond: 1_000_000 },
    });
  });

  it('has succeeded as soon as its pod says so', async () => {
    const { read } = setUp(container({ terminated: { exitCode: 0, reason: 'Completed', message: RESULT } }));

    expect(await read()).toMatchObject({ phase: 'succeeded', result: { kopiaId: 'k1', bytes: 4 } });
  });

  it('has succeeded by its log when the message is lost', async () => {
    const end = container({ terminated: { exitCode: 0, reason: 'Completed' } });
    const { read } = setUp(end, {}, [], `x\nsnapferry-result ${RESULT}\n`);

    expect(await read()).toMatchObject({ phase: 'succeeded', result: { files: 1 } });
  });

  it('has succeeded once its log says so, before its container is known to have ended', async () => {
    const ended = Date.parse('2026-11-23T09:00:07Z') / 1000;
    const said = JSON.stringify({ ...(JSON.parse(RESULT) as object), ended });
    const running = container({ running: { startedAt: '2026-11-23T09:00:02Z' } });
    const { read } = setUp(running, {}, [], `x\nsnapferry-result ${said}\n`);

    expect(await read()).toMatchObject({ phase: 'succeeded', result: { kopiaId: 'k1', seconds: 5 } });
  });

  it.each([
    [
      'says that it failed',
      `1 ${JSON.stringify({ format: 1, action: 'restore', failed: 'connect', exit: 1, said: '' })}`,
    ],
    ['does not say when, as in an earlier release', RESULT],
    ['was cut', `1 ${RESULT.slice(0, 40)}`],
  ])('runs until its container ends where its log %s', async (_, said) => {
    const { read } = setUp(container({ running: {} }), {}, [], `x\nsnapferry-result ${said}\n`);

    expect(await read()).toMatchObject({ phase: 'running' });
  });

  it.each([
    ['its progress in a hurry, since its node may be silent', { running: {} }, true],
    ['its result with patience', { terminated: { exitCode: 0 } }, undefined],
  ])('is asked for %s', async (_, state, hurry) => {
    const { cluster, read } = setUp(container(state));
    const asked: { hurry?: boolean }[] = [];
    cluster.logs = async (_namespace, _pod, options) => {
      asked.push(options);
      return undefined;
    };

    await read();

    expect(asked.map((options) => options.hurry)).toEqual([hurry]);
  });

  it('has failed, and says when it was for memory', async () => {
    const { read } = setUp(container({ terminated: { exitCode: 137, reason: 'OOMKilled' } }));

    expect(await read()).toMatchObject({
      phase: 'failed',
      outOfMemory: true,
      failure: { code: 'mover.out_of_memory' },
    });
  });

  it('is starting anew after its node was drained', async () => {
    const disrupted = [{ type: 'DisruptionTarget', status: 'True' }];
    const { read } = setUp(container({ terminated: { exitCode: 143, reason: 'Error' } }, disrupted));

    expect(await read()).toMatchObject({ phase: 'starting' });
  });

  it('goes by its newest pod', async () => {
    const old = container({ terminated: { exitCode: 143 } }, [{ type: 'DisruptionTarget', status: 'True' }]);
    const next = podOf('pod-0', '2026-11-23T09:05:00Z', container({ running: { startedAt: '2026-11-23T09:05:01Z' } }));
    const { read } = setUp(old, {}, [next]);

    expect(await read()).toMatchObject({ phase: 'running', startedAt: '2026-11-23T09:05:01Z' });
  });

  it.each([
    ['BackoffLimitExceeded', 'its pod was deleted or lost'],
    ['DeadlineExceeded', 'it ran longer than 3600 s'],
  ])('has failed without a pod: %s', async (reason, message) => {
    const { read } = setUp(undefined, { status: { conditions: [{ type: 'Failed', status: 'True', reason }] } });

    expect(await read()).toMatchObject({
      phase: 'failed',
      failure: { code: 'mover.failed', message: expect.stringContaining(message) },
    });
  });
});

describe('a mover that does not start', () => {
  it('is given its time, then fails with what the events of its Job say', async () => {
    const quota = event('job-uid', 'FailedCreate', 'exceeded quota: pods=5');
    const { clock, read } = setUp(undefined, {}, [quota]);

    clock.advance(599);
    const early = await read();
    clock.advance(2);
    const late = await read();

    expect(early).toMatchObject({ phase: 'starting' });
    expect(late).toMatchObject({
      phase: 'failed',
      failure: { code: 'mover.not_started', message: expect.stringContaining('exceeded quota: pods=5') },
    });
  });

  it.each([
    [
      'a Secret that is missing',
      container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } }),
      'secret "x" not found',
    ],
    [
      'no node for it',
      { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }] },
      '0/3 nodes',
    ],
    ['a claim that is gone', { phase: 'Pending' }, 'the claim claim-1 is gone'],
  ])('is diagnosed: %s', async (_, pod, message) => {
    const { clock, read } = setUp(pod);
    clock.advance(602);

    expect((await read())?.failure).toMatchObject({
      code: 'mover.not_started',
      message: expect.stringContaining(message),
    });
  });

  it('fails at once when no waiting helps', async () => {
    const { read } = setUp(container({ waiting: { reason: 'InvalidImageName', message: 'bad:image:name' } }));

    expect(await read()).toMatchObject({ phase: 'failed', failure: { code: 'mover.not_started' } });
  });
});

describe('launching', () => {
  it('makes the Job, then the Secret that it owns, and twice is once', async () => {
    const { cluster, movers } = setUp();

    const first = await movers.launch(cluster, [TASK]);
    const second = await movers.launch(cluster, [TASK]);

    const secrets = cluster.objects.filter(({ kind }) => kind === 'Secret');
    expect(second.metadata.uid).toBe(first.metadata.uid);
    expect(secrets.map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([first.metadata.uid]);
    expect(cluster.calls.filter((call) => call.startsWith('create'))).toHaveLength(2);
  });

  it('replaces the Secret of an earlier Job of that name', async () => {
    const { cluster, movers } = setUp();
    const first = await movers.launch(cluster, [TASK]);
    await movers.remove(cluster, first.metadata.name);
    // Something between, so that the next Job has another uid in this cluster of memory.
    cluster.objects.push(event('x', 'y', 'z'));

    const second = await movers.launch(cluster, [TASK]);

    const secrets = cluster.objects.filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([second.metadata.uid]);
  });

  it('is counted with what is read, in two LISTs: what lives, of any operation, but for what is seen to have ended', async () => {
    const other: MoverTask = { ...TASK, operationId: 'bk-bbbbbbbbbbbbbbbbbbbbbbbbbb' };
    const { cluster, movers } = setUp(container({ terminated: { exitCode: 0, message: RESULT } }));
    for (const task of [
      TASK,
      other,
      { ...other, id: 'v2', volumeId: 'v2' },
      { ...other, role: 'repository' as const },
    ]) {
      await movers.launch(cluster, [task]);
    }
    cluster.calls.length = 0;

    const { states, live } = await movers.look(cluster, RUN, SETTINGS);

    expect(states.map(({ job, phase }) => [job === 'job-1', phase])).toEqual([
      [true, 'succeeded'],
      [false, 'starting'],
    ]);
    expect(live).toMatchObject({ total: 3, byOperation: { [RUN]: 1, [other.operationId]: 2 } });
    expect(live.jobs.size).toBe(3);
    expect(cluster.calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual(['list Job.batch', 'list Pod']);
  });

  it('counts what lives, by operation', async () => {
    const { cluster, movers } = setUp();
    await movers.launch(cluster, [TASK]);
    const ended = cluster.objects.find(({ metadata }) => metadata.name === 'job-1');
    const before = await movers.countLive(cluster);
    if (ended) ended.status = { conditions: [{ type: 'Complete', status: 'True' }] };

    const after = await movers.countLive(cluster);

    expect([before.total, after.total]).toEqual([2, 1]);
    expect(after.byOperation).toEqual({ [RUN]: 1 });
  });
});
