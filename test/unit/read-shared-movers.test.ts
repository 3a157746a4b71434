import { describe, expect, it } from 'vitest';
import { podOf, RESULT, RUN, SETTINGS, setUp } from '../support/mover-cluster.ts';

const NAMES = ['sf-one-1', 'sf-two-1', 'sf-three-1'];
const SAID = {
  exitCode: 0,
  reason: 'Completed',
  startedAt: '2026-11-23T09:00:02Z',
  finishedAt: '2026-11-23T09:00:05Z',
};
const DONE = { terminated: { ...SAID, message: RESULT } };
const saved = (id: string, more: object) => {
  const summ = { size: 1, files: 1, symlinks: 0, dirs: 1, numFailed: 0 };
  const manifest = { id, stats: {}, rootEntry: { summ }, tags: { 'tag:run': RUN } };
  const message = JSON.stringify({ format: 1, action: 'snapshot', ...more, manifest });
  return { terminated: { ...SAID, message } };
};
const SAVED = saved('aa010000', { unverified: true });
const SAVED_TOO = saved('aa020000', { unverified: true });
const LOOKED = saved('aa030000', { verified: ['aa010000'] });
const KILLED = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
const WRONG = {
  terminated: { exitCode: 0, message: '{"format":1,"action":"snapshot","failed":"connect","exit":1,"said":"no"}' },
};
const RUNNING = { running: { startedAt: '2026-11-23T09:00:06Z' } };
const WAITING = { waiting: { reason: 'PodInitializing' } };
const DRAINED = { conditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const FAILED_JOB = { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] } };

/** What is read of a Job of three movers, whose containers are in these states. */
async function read(states: object[] | undefined, { pod = {}, job = {}, seconds = 0 } = {}) {
  const statuses = states?.map((state, at) => ({ name: NAMES[at], state }));
  const status = { initContainerStatuses: statuses?.slice(0, 2), containerStatuses: statuses?.slice(2), ...pod };
  const others = states ? [podOf('pod-1', '2026-11-23T09:00:01Z', status)] : [];
  const [one, two, three] = NAMES.map((name) => ({ name }));
  const spec = { template: { spec: { initContainers: [one, two], containers: [three] } } };
  const { clock, cluster, movers } = setUp(undefined, { spec, ...job }, others);
  clock.advance(seconds);
  const seen = await movers.look(cluster, RUN, SETTINGS);
  return { ...seen, short: seen.states.map(({ mover, phase, unbegun }) => [mover, phase, unbegun === true].join(' ')) };
}

describe('movers that share a Job', () => {
  it('run one after the other, and are one of those that the limit counts', async () => {
    const { live, short, states } = await read([DONE, RUNNING, WAITING]);

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 running false', 'sf-three-1 starting false']);
    expect(states[0]).toMatchObject({ job: 'job-1', result: { kopiaId: 'k1', seconds: 3 } });
    expect(live.total).toBe(1);
  });

  it('are no longer counted once all have ended, though the Job may not know', async () => {
    expect((await read([DONE, WRONG, DONE])).live.total).toBe(0);
  });

  it('run until the last of them has looked at what they saved', async () => {
    const { short, states } = await read([SAVED, WRONG, RUNNING]);

    expect(short).toEqual(['sf-one-1 running false', 'sf-two-1 failed false', 'sf-three-1 running false']);
    expect(states[0]).not.toHaveProperty('result');
  });

  it('have moved what the last of them found intact', async () => {
    const { short, states } = await read([SAVED, SAVED_TOO, LOOKED]);

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 failed true', 'sf-three-1 succeeded false']);
    expect(states[0]).toMatchObject({ result: { kopiaId: 'aa010000' } });
    expect(states[1]).toMatchObject({ failure: { message: expect.stringMatching(/was not verified/) } });
  });

  it('have not moved what nobody looked at, since the last of them failed', async () => {
    const { short } = await read([SAVED, DONE, WRONG]);

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 succeeded false', 'sf-three-1 failed false']);
  });

  it('have not moved what nobody looked at, since their pod ended', async () => {
    const { short } = await read([SAVED, KILLED, WAITING], { pod: { phase: 'Failed' } });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed false', 'sf-three-1 failed true']);
  });

  it('keep nobody from its turn by failing', async () => {
    const { short, states } = await read([WRONG, DONE, RUNNING]);

    expect(short).toEqual(['sf-one-1 failed false', 'sf-two-1 succeeded false', 'sf-three-1 running false']);
    expect(states[0]).toMatchObject({ failure: { code: 'repository.failed' } });
  });

  it('lose their turn with the one whom the kernel kills before them', async () => {
    const { short, states } = await read([DONE, KILLED, WAITING], { pod: { phase: 'Failed' } });

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 failed false', 'sf-three-1 failed true']);
    expect(states[1]).toMatchObject({ failure: { code: 'mover.out_of_memory' }, outOfMemory: true });
  });

  it('keep what they have done when their node is drained, and the others lose their turn', async () => {
    const stopped = { terminated: { exitCode: 143, reason: 'Error' } };
    const { short } = await read([DONE, stopped, WAITING], { pod: { phase: 'Failed', ...DRAINED } });

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('are not launched anew while a drained pod still ends', async () => {
    const { short } = await read([DONE, RUNNING, WAITING], { pod: { phase: 'Pending', ...DRAINED } });

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 running false', 'sf-three-1 starting false']);
  });

  it('all lose their turn with a pod that is gone, of which nobody knows how far it was', async () => {
    const { short } = await read(undefined, { job: FAILED_JOB });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('lose their turn when nothing starts any more after one of them has ended', async () => {
    const states = [DONE, WAITING, WAITING];

    const waiting = await read(states, { pod: { phase: 'Pending' }, seconds: 600 });
    const lost = await read(states, { pod: { phase: 'Pending' }, seconds: 606 });

    expect(waiting.short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 starting false', 'sf-three-1 starting false']);
    expect(lost.short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('all lose their turn with a pod that cannot start, for one claim may keep all of them', async () => {
    const { short, states } = await read([WAITING, WAITING, WAITING], { seconds: 602 });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
    expect(states[0]).toMatchObject({ failure: { code: 'mover.not_started' } });
  });
});
