import { describe, expect, it } from 'vitest';
import { LONG_RESTORE, RESTORE } from './harness/benches.ts';
import { nothing } from './harness/faults.ts';
import { openBench } from './harness/matrix.ts';
import { KILLED_FOR_MEMORY, restoredAFileLess, restoreFailed, restoresEnd } from './harness/mover-ends.ts';
import { taskState } from './harness/task-states.ts';

const LAUNCH = taskState('restore', 'LaunchRestores');
const GOOD = { ending: 'Succeeded, nothing left', wrong: [] };
const BAD = { ending: 'Failed, nothing left', wrong: [] };

describe('the data of a restore', () => {
  const { run } = openBench(RESTORE);

  it('that was altered in the repository fails it at once, and nothing is made', async () => {
    const altered = restoreFailed('unable to open object: message authentication failed');

    const { ended, volumes, left, ...outcome } = await run(
      LAUNCH,
      restoresEnd(() => altered),
    );

    expect(outcome).toMatchObject(BAD);
    expect(ended.error).toMatchObject({ code: 'repository.corrupt', message: expect.stringContaining('shop/data-') });
    expect(volumes.map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(left.added).toEqual([]);
  });

  it('that comes back with a file less fails it, and nothing is made', async () => {
    const { ended, left, ...outcome } = await run(
      LAUNCH,
      restoresEnd((_, environment) => restoredAFileLess(environment)),
    );

    expect(outcome).toMatchObject(BAD);
    expect(ended.error).toMatchObject({ code: 'restore.incomplete', message: expect.stringContaining('shop/data-') });
    expect(left.added).toEqual([]);
  });

  it('is brought back by another attempt when a mover fails', async () => {
    const lost = restoreFailed('connection reset by peer');

    const { volumes, ...outcome } = await run(
      LAUNCH,
      restoresEnd((mover) => (mover === 1 ? lost : undefined)),
    );

    expect(outcome).toMatchObject(GOOD);
    expect(volumes.map(({ attempt }) => attempt).toSorted((one, other) => one - other)).toEqual([1, 2]);
  });

  it('is brought back with twice the memory when the kernel killed a mover for it', async () => {
    const { volumes, ...outcome } = await run(
      LAUNCH,
      restoresEnd((mover) => (mover === 1 ? KILLED_FOR_MEMORY : undefined)),
    );

    expect(outcome).toMatchObject(GOOD);
    expect(volumes.filter(({ memoryDoubled }) => memoryDoubled)).toHaveLength(1);
  });
});

describe('the data of a long restore', () => {
  const { run } = openBench(LONG_RESTORE);

  it('may take longer than one execution has events for: the next epoch goes on', async () => {
    const { ended, ...outcome } = await run(LAUNCH, nothing);

    expect(outcome).toMatchObject(GOOD);
    expect(ended).toMatchObject({ epoch: 2, losses: 0 });
  });
});
