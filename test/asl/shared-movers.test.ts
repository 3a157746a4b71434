import { describe, expect, it } from 'vitest';
import { ROLE } from '../../functions/domain/manifest/labels.ts';
import type { Pod } from '../../simulator/kubelet/types.ts';
import { nameOf } from '../../simulator/objects.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { SHARED_BACKUP } from './harness/benches.ts';
import type { Fault } from './harness/faults.ts';
import { said } from './harness/kopia.ts';
import { openBench } from './harness/matrix.ts';
import { KILLED_FOR_MEMORY } from './harness/mover-ends.ts';
import { taskState } from './harness/task-states.ts';

const LAUNCH = taskState('backup', 'LaunchOffloads');
const CHECK = taskState('backup', 'CheckOffloads');
const GOOD = { ending: 'Succeeded, kept', wrong: [] };

/** Uploads end as `answer` has it, by their number from 1; where it has nothing to say, they do their work. */
function uploadsEnd(answer: (upload: number) => ReturnType<typeof said> | undefined): Fault {
  return async ({ turn, next }, { kopia }) => {
    if (turn === 1) {
      let uploads = 0;
      kopia.fail = (action) => {
        if (action !== 'snapshot') return undefined;
        uploads += 1;
        return answer(uploads);
      };
    }
    return await next();
  };
}

/** Does it to the pod that several volumes share, in the middle of what the second of them takes. */
function afterTheFirst(act: (simulator: Simulator, key: string) => void): Fault {
  return async ({ turn, next }, { clock, kopia, simulator }) => {
    if (turn > 1) return await next();
    const { afterMs } = kopia;
    kopia.afterMs = 20_000;
    const result = await next();
    clock.detached(() => void clock.timer(35_000).then(interfere));
    return result;

    function interfere() {
      kopia.afterMs = afterMs;
      const pods = simulator.objects.list<Pod>('pods', 'snapferry');
      const pod = pods.find(({ status }) => status?.containerStatuses?.[0]?.state.running);
      if (!pod) throw new Error('no mover runs');
      act(simulator, `snapferry/${nameOf(pod)}`);
    }
  };
}

describe('volumes that share a mover', () => {
  const { run, world } = openBench(SHARED_BACKUP);
  const attemptsOf = (volumes: { attempt?: number }[]) =>
    volumes.map(({ attempt = 0 }) => attempt).toSorted((one, other) => one - other);

  it('are moved by one Job, one after the other', async () => {
    const jobs = new Set<string>();

    const { volumes, ...outcome } = await run(CHECK, async ({ next }, { simulator }) => {
      const all = simulator.objects.list('jobs.batch', 'snapferry');
      for (const job of all) if (job.metadata.labels?.[ROLE] === 'mover') jobs.add(nameOf(job));
      return await next();
    });

    expect(outcome).toMatchObject(GOOD);
    expect(attemptsOf(volumes)).toEqual([1, 1]);
    expect(jobs.size).toBe(1);
    expect(volumes.every(({ result }) => result?.seconds === 2)).toBe(true);
  });

  it('are retried one by one: what fails keeps the other from nothing', async () => {
    const lost = said(0, { action: 'snapshot', failed: 'connect', exit: 1, said: 'connection reset by peer' });

    const { volumes, ...outcome } = await run(
      LAUNCH,
      uploadsEnd((upload) => (upload === 1 ? lost : undefined)),
    );

    expect(outcome).toMatchObject(GOOD);
    expect(attemptsOf(volumes)).toEqual([1, 2]);
  });

  it('have a Job of their own after one of them was killed for memory, which the other is not charged for', async () => {
    const { volumes, ...outcome } = await run(
      LAUNCH,
      uploadsEnd((upload) => (upload === 1 ? KILLED_FOR_MEMORY : undefined)),
    );

    expect(outcome).toMatchObject(GOOD);
    expect(attemptsOf(volumes)).toEqual([2, 2]);
    expect(volumes.filter(({ memoryDoubled }) => memoryDoubled)).toHaveLength(1);
  });

  it.each([
    ['node is drained', (simulator: Simulator, key: string) => simulator.faults.evictPod(key)],
    ['pod is deleted', (simulator: Simulator, key: string) => simulator.faults.deletePod(key, 0)],
    [
      'Job is deleted',
      (simulator: Simulator) => {
        for (const job of simulator.objects.list('jobs.batch', 'snapferry')) {
          simulator.objects.remove('jobs.batch', `snapferry/${nameOf(job)}`);
        }
      },
    ],
  ])('are all moved though their %s after the first of them', async (_name, act) => {
    const { ended, volumes, ...outcome } = await run(LAUNCH, afterTheFirst(act));

    expect(outcome).toMatchObject(GOOD);
    expect(attemptsOf(volumes)).toEqual([2, 2]);
    const { items } = await world().plane.services.ledger.readEvents(ended.operationId);
    expect(items.filter(({ type }) => type === 'OffloadRetried').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^shop\/data-\d: attempt 1 failed; next in 0 s: \w+/)]),
    );
  });
});
