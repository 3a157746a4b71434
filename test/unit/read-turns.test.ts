import { describe, expect, it } from 'vitest';
import { podOf, RUN, SETTINGS, setUp } from '../support/mover-cluster.ts';

const MOVERS = ['sf-one-1', 'sf-two-1', 'sf-three-1'];
const BEGAN = Date.parse('2026-11-23T09:00:02Z') / 1000;

const saved = (id: string, more: object) => {
  const summ = { size: 1, files: 1, symlinks: 0, dirs: 1, numFailed: 0 };
  const manifest = { id, stats: {}, rootEntry: { summ }, tags: { 'tag:run': RUN } };
  return JSON.stringify({ format: 1, action: 'snapshot', ...more, manifest });
};
const SAVED = saved('aa010000', { unverified: true });
const SAVED_TOO = saved('aa020000', { unverified: true });
const LOOKED = saved('aa030000', { verified: ['aa010000', 'aa020000'] });
const WRONG = '{"format":1,"action":"snapshot","failed":"connect","exit":1,"said":"no"}';
const KILLED = '{"format":1,"action":"snapshot","failed":"snapshot","exit":137,"said":""}';

/** The lines of as many turns as have begun, each five seconds; one that is `undefined` has not ended. */
function told(...results: (string | undefined)[]): string {
  return results
    .flatMap((result, at) => {
      const began = BEGAN + 5 * at;
      const turn = `snapferry-turn ${at} ${began}`;
      return [turn, ...(result === undefined ? [] : [`${turn} ${began + 5} ${result}`])];
    })
    .join('\n');
}

interface Given {
  log?: string;
  pod?: object;
  job?: object;
  movers?: string[];
}

/** What is read of a Job in whose one container three movers have their turns. */
async function read(state: object | undefined, { log, pod = {}, job = {}, movers = MOVERS }: Given = {}) {
  const env = movers.map((value, at) => ({ name: `SF_MOVER_${at}`, value }));
  const status = { containerStatuses: [{ name: 'sf-one-1', state }], ...pod };
  const others = state ? [podOf('pod-1', '2026-11-23T09:00:01Z', status)] : [];
  const spec = { template: { spec: { containers: [{ name: 'sf-one-1', env }] } } };
  const { cluster, movers: service } = setUp(undefined, { spec, ...job }, others, log);
  const { states, live } = await service.look(cluster, RUN, SETTINGS);
  return {
    live,
    states,
    short: states.map(({ mover, phase, unbegun }) => [mover, phase, unbegun === true].join(' ')),
  };
}

const ended = (message: string | undefined, exitCode = 0, reason = exitCode === 0 ? 'Completed' : 'Error') => ({
  terminated: { exitCode, reason, ...(message === undefined ? {} : { message }) },
});

describe('movers that share a container', () => {
  it('have each moved what the last of them found intact, in the time of their own turn', async () => {
    const { live, short, states } = await read(ended(told(SAVED, SAVED_TOO, LOOKED)));

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 succeeded false', 'sf-three-1 succeeded false']);
    expect(states[1]).toMatchObject({
      job: 'job-1',
      startedAt: '2026-11-23T09:00:07.000Z',
      result: { kopiaId: 'aa020000', seconds: 5 },
    });
    expect(live.total).toBe(0);
  });

  it('show whose turn it is, and its progress since that began', async () => {
    const line = ' | 2 hashing, 4 hashed (30 MB), 0 cached (0 B), uploaded 191 B, estimated 80 MB (38.6%) 12s left';
    const log = `snapferry-progress 1@${Date.parse('2026-11-23T08:59:57Z') / 1000} ${line}`;
    const { short, states } = await read({ running: { startedAt: '2026-11-23T08:00:00Z' } }, { log });

    expect(short).toEqual(['sf-one-1 running false', 'sf-two-1 running false', 'sf-three-1 starting false']);
    expect(states[0]).not.toHaveProperty('progress');
    expect(states[1]).toMatchObject({ progress: { bytes: 30e6, secondsLeft: 12, bytesPerSecond: 10e6 } });
  });

  it('have done their work once all of them have told so, before their container is known to have ended', async () => {
    const log = told(SAVED, SAVED_TOO, LOOKED);
    const { live, short, states } = await read({ running: { startedAt: '2026-11-23T09:00:00Z' } }, { log });

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 succeeded false', 'sf-three-1 succeeded false']);
    expect(states[2]).toMatchObject({ result: { kopiaId: 'aa030000', seconds: 5 } });
    expect(live.total).toBe(0);
  });

  it('are awaited until their container ends where one of them has failed', async () => {
    const log = told(SAVED, WRONG, LOOKED);
    const { short } = await read({ running: { startedAt: '2026-11-23T09:00:00Z' } }, { log });

    expect(short).not.toContainEqual(expect.stringMatching(/succeeded|failed/));
  });

  it('wait for their turn where none has told anything yet, or its node does not answer', async () => {
    const { short } = await read({ running: { startedAt: '2026-11-23T08:00:00Z' } });

    expect(short).toEqual(['sf-one-1 running false', 'sf-two-1 starting false', 'sf-three-1 starting false']);
  });

  it('fail by themselves, and keep nobody from its turn', async () => {
    const { short, states } = await read(ended(told(SAVED, WRONG, saved('aa030000', { verified: ['aa010000'] }))));

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 failed false', 'sf-three-1 succeeded false']);
    expect(states[1]).toMatchObject({ failure: { code: 'repository.failed' } });
  });

  it('go back where nobody looked at what they saved, since the last of them failed', async () => {
    const { short, states } = await read(ended(told(SAVED, SAVED_TOO, WRONG)));

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed false']);
    expect(states[0]).toMatchObject({ failure: { message: expect.stringMatching(/was not verified/) } });
  });

  it.each([
    ['the whole of their container', ended(told(SAVED, undefined), 137, 'OOMKilled')],
    ['kopia alone', ended(told(SAVED, KILLED), 1)],
    ['their container, of which only the log tells', ended(undefined, 137, 'OOMKilled'), told(SAVED, undefined)],
  ])('are charged one by one for memory where the kernel kills %s', async (_name, state, log?: string) => {
    const { short, states } = await read(state, { pod: { phase: 'Failed' }, ...(log ? { log } : {}) });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed false', 'sf-three-1 failed true']);
    expect(states[1]).toMatchObject({ failure: { code: 'mover.out_of_memory' }, outOfMemory: true });
    expect(states[0]).not.toHaveProperty('outOfMemory');
  });

  it('all go back when nobody knows whose turn it was', async () => {
    const { short } = await read(ended(undefined, 137, 'OOMKilled'), { pod: { phase: 'Failed' } });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('are charged for memory also where nothing was told, when they are alone in their container', async () => {
    const { short, states } = await read(ended(undefined, 137, 'OOMKilled'), { movers: ['sf-one-1'] });

    expect(short).toEqual(['sf-one-1 failed false']);
    expect(states[0]).toMatchObject({ outOfMemory: true });
  });

  it('all go back when their node is drained, also what was in the middle of its turn', async () => {
    const drained = { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: 'True' }] };
    const { short } = await read(ended(told(SAVED, undefined), 143), { pod: drained });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('all go back with a pod that is gone', async () => {
    const conditions = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }];
    const { short } = await read(undefined, { job: { status: { conditions } } });

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it.each([
    ['its beginning', (all: string) => all.slice(-500)],
    ['its end', (all: string) => all.slice(0, 500)],
    ['all of it', () => undefined],
  ])('have what a message has lost of %s from the log', async (_name, cut) => {
    const all = told(SAVED, SAVED_TOO, LOOKED);
    const log = `kopia says something\n${all}\nsnapferry-progress 2@1 nothing`;
    const { short } = await read(ended(cut(all)), { log });

    expect(short).toEqual(['sf-one-1 succeeded false', 'sf-two-1 succeeded false', 'sf-three-1 succeeded false']);
  });

  it('go back where neither tells how their turn went, though their container ended well', async () => {
    const { short } = await read(ended(told(SAVED, SAVED_TOO, LOOKED).slice(0, 500)));

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed true', 'sf-three-1 failed true']);
  });

  it('are told by the last who ended their container', async () => {
    const { short, states } = await read(ended(told(SAVED, WRONG, undefined), 2));

    expect(short).toEqual(['sf-one-1 failed true', 'sf-two-1 failed false', 'sf-three-1 failed false']);
    expect(states[2]).toMatchObject({ failure: { message: expect.stringMatching(/exit code 2/) } });
  });
});
