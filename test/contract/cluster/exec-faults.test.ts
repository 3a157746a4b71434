import { describe, expect, it, onTestFinished } from 'vitest';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { type ClusterOptions, openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { applyObjects } from '../../../simulator/apply.ts';
import type { RunExecs } from '../../../simulator/kubelet/run.ts';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { status } from '../../support/api-server.ts';
import { askWithin, openWithin } from '../../support/ask-within.ts';
import { onStackClock } from '../../support/simulator-clock.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { open, serve } from './served-cluster.ts';

const LOOPBACK = createAddressPolicy(['127.0.0.0/8']);
const COMMAND = { container: 'main', command: ['do', 'it'], timeoutSeconds: 20, maxOutputBytes: 1000 };
const EXEC = { on: 'request', resource: 'pods/exec' } as const;

interface Given extends Pick<ClusterOptions, 'exchange' | 'openSession'> {
  user?: string;
  clock?: ClusterOptions['clock'];
}

/** A cluster with a pod, whose commands the test answers for; `runs` says how often one was begun. */
async function start(runExecs: RunExecs = () => ({ exitCode: 0, stdout: 'done' }), simulated: object = {}) {
  let runs = 0;
  const simulator = await startSimulator({
    runExecs: (run) => {
      runs += 1;
      return runExecs(run);
    },
    ...simulated,
  });
  onTestFinished(() => simulator.stop());
  await simulator.settled(); // the namespace has its account
  applyObjects(simulator.simulation, [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shop', namespace: 'default' },
      spec: { containers: [{ name: 'main', image: 'busybox' }] },
    },
  ]);
  await simulator.settled();
  return {
    simulator,
    runs: () => runs,
    exec: (given: Given = {}) => clusterOf(simulator, given).exec('default', 'shop', COMMAND),
  };
}

function clusterOf(simulator: Simulator, { user = 'somebody', clock = systemClock, ...given }: Given) {
  const cluster = openCluster({
    ref: { name: 'c', uid: 'u', clusterId: 'c' },
    ownNamespace: 'snapferry',
    credentials: {
      server: simulator.url,
      caData: Buffer.from(simulator.caData, 'base64').toString(),
      token: simulator.token(user),
    },
    policy: LOOPBACK,
    clock,
    ...given,
  });
  onTestFinished(() => cluster.close());
  return cluster;
}

describe('a command whose cluster fails', () => {
  it.each([
    ['is too busy', { status: 429 }],
    ['has an error', { status: 500 }],
    ['is away', { status: 503 }],
  ])('is asked for again where the API server %s, since it has not begun', async (_, effect) => {
    const { simulator, exec, runs } = await start();
    simulator.faults.add({ ...EXEC, effect, times: 2 });
    expect(await exec()).toMatchObject({ exitCode: 0, stdout: 'done' });
    expect(runs()).toBe(1);
    simulator.faults.add({ ...EXEC, effect });
    await expect(exec()).rejects.toMatchObject({ code: 'cluster.unreachable', disposition: 'Transient' });
    expect(runs()).toBe(1);
  });

  it.each([414, 431])(
    'is not begun where its URL is too long for a proxy (%i), and the length is told',
    async (status) => {
      const { simulator, exec, runs } = await start();
      simulator.faults.add({ ...EXEC, effect: { status } });
      await expect(exec()).rejects.toMatchObject({
        code: 'cluster.request_refused',
        message: expect.stringMatching(/a request line of \d{2,} characters was refused/),
      });
      expect(runs()).toBe(0);
    },
  );

  it.each([
    ['before anything is answered', { reset: true }, 0],
    ['once the command has ended', { loseAnswer: true }, 1],
    ['while the command runs', { dropSessionAfterMs: 0 }, 1],
  ] as const)('is never begun again when the connection breaks %s', async (_, effect, begun) => {
    const { simulator, exec, runs } = await start(() => ({
      exitCode: 0,
      stdout: 'done',
      ...('dropSessionAfterMs' in effect ? { afterMs: 50 } : {}),
    }));
    simulator.faults.add({ ...EXEC, effect });
    await expect(exec()).rejects.toMatchObject({
      code: 'exec.outcome_unknown',
      disposition: 'Permanent',
    });
    expect(runs()).toBe(begun);
  });

  it('breaks off when the API server goes, and has not begun while it is away', async () => {
    const begun = Promise.withResolvers<void>();
    const { simulator, exec, runs } = await start(() => {
      begun.resolve();
      return { exitCode: 0, afterMs: Number.POSITIVE_INFINITY };
    });
    const outcome = expect(exec()).rejects.toMatchObject({ code: 'exec.outcome_unknown' });
    await begun.promise;
    await simulator.faults.unreachable();
    await outcome;
    await expect(exec()).rejects.toMatchObject({ code: 'cluster.unreachable' });
    expect(runs()).toBe(1);
  });

  it.each(['get', 'create'])('needs the verb %s on pods/exec, and names it', async (verb) => {
    const { simulator, exec, runs } = await start();
    simulator.faults.add({ ...EXEC, verb, effect: { forbid: true } });
    await expect(exec()).rejects.toMatchObject({
      code: 'cluster.forbidden',
      message: expect.stringContaining(`cannot ${verb} resource "pods/exec"`),
    });
    expect(runs()).toBe(0);
  });

  it('is not of a pod that is gone, where its node has just started anew and does not know it yet', async () => {
    const api = await serve(() => ({ status: 404, body: 'pod does not exist\n' }));
    const cluster = open(api, { clock: systemClock });
    await expect(cluster.exec('default', 'shop', COMMAND)).rejects.toMatchObject({
      code: 'cluster.unreachable',
      disposition: 'Transient',
    });
  });

  it('tells no secret of ours in its error', async () => {
    for (const reply of [status(401, 'Unauthorized'), { cut: true }, { status: 502, body: 'tell-nobody' }]) {
      const api = await serve(() => reply);
      const thrown: unknown = await open(api, { clock: systemClock })
        .exec('default', 'shop', COMMAND)
        .catch((fault: unknown) => fault);
      expect(thrown).toBeInstanceOf(Error);
      expect(JSON.stringify([thrown, (thrown as Error).message])).not.toContain('tell-nobody');
      expect(api.calls).toHaveLength(1);
    }
  });

  it('gives up on an API server that never answers, and does not know', async () => {
    const api = await serve(() => ({ hang: true }));
    const cluster = open(api, { clock: systemClock, timeoutMs: 500 });
    await expect(cluster.exec('default', 'shop', COMMAND)).rejects.toMatchObject({ code: 'exec.outcome_unknown' });
    expect(api.calls).toHaveLength(1);
  });

  it('follows no redirect, and trusts nobody else', async () => {
    const api = await serve(() => ({ status: 302, headers: { location: 'https://elsewhere.example' } }));
    const asked = { container: 'main', command: ['x'], timeoutSeconds: 5, maxOutputBytes: 10 };
    await expect(open(api, { clock: systemClock }).exec('a', 'b', asked)).rejects.toMatchObject({
      code: 'cluster.request_refused',
    });
    const other = await serve(() => ({}));
    const distrustful = open(api, { clock: systemClock, caData: other.authority.pem });
    await expect(distrustful.exec('a', 'b', asked)).rejects.toMatchObject({ code: 'cluster.unreachable' });
    expect(api.calls).toHaveLength(1);
  });
});

describe('a command within this process, in virtual time', () => {
  async function startWithin(runExecs: RunExecs) {
    const clock = createVirtualClock();
    const { simulator, exec, runs } = await start(runExecs, { clock: onStackClock(clock) });
    const timed = { ...systemClock, now: () => new Date(clock.now()), sleep: clock.sleep };
    const way = { exchange: askWithin(simulator), openSession: openWithin(simulator), clock: timed };
    return { clock, simulator, runs, exec: () => clock.activity(() => exec(way)) };
  }

  it('takes the time that it is said to take', async () => {
    const { clock, exec } = await startWithin(() => ({ exitCode: 4, stderr: 'slow', afterMs: 7_000 }));
    expect(await exec()).toEqual({ exitCode: 4, stdout: '', stderr: 'slow', cut: false });
    expect(clock.elapsed()).toBe(7_000);
  });

  it('does not end in time when it hangs, at once as the world goes', async () => {
    const { clock, exec, runs } = await startWithin(() => ({ exitCode: 0, afterMs: Number.POSITIVE_INFINITY }));
    await expect(exec()).rejects.toMatchObject({ code: 'exec.timed_out' });
    expect(clock.elapsed()).toBe(20_000);
    expect(runs()).toBe(1);
  });

  it.each([{ loseAnswer: true }, { dropSessionAfterMs: 1_000 }] as const)(
    'breaks off as over HTTPS: %o',
    async (effect) => {
      const { simulator, exec, runs } = await startWithin(() => ({ exitCode: 0, afterMs: 5_000 }));
      simulator.faults.add({ ...EXEC, effect });
      await expect(exec()).rejects.toMatchObject({ code: 'exec.outcome_unknown' });
      expect(runs()).toBe(1);
    },
  );
});
