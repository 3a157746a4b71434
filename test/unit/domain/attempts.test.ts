import { describe, expect, it } from 'vitest';
import { nextAttempt, shareOf } from '../../../functions/domain/operation/attempts.ts';

const failed = { work: 'upload' as const, attempt: 1, code: 'mover.failed', outOfMemory: false, memoryDoubled: false };

describe('after a failed mover', () => {
  it('comes a retry after 15, 60 and 240 s, then none', () => {
    const delays = [1, 2, 3, 4].map((attempt) => nextAttempt({ ...failed, attempt }));

    expect(delays).toEqual([
      { kind: 'retry', afterSeconds: 15, doubleMemory: false },
      { kind: 'retry', afterSeconds: 60, doubleMemory: false },
      { kind: 'retry', afterSeconds: 240, doubleMemory: false },
      { kind: 'give-up' },
    ]);
  });

  it('comes one retry with double memory, at once, when it was killed for memory', () => {
    expect(nextAttempt({ ...failed, attempt: 3, outOfMemory: true })).toEqual({
      kind: 'retry',
      afterSeconds: 0,
      doubleMemory: true,
    });
    expect(nextAttempt({ ...failed, attempt: 4, outOfMemory: true, memoryDoubled: true })).toEqual({ kind: 'give-up' });
  });

  it('does not count the attempt with double memory', () => {
    expect(nextAttempt({ ...failed, attempt: 4, memoryDoubled: true })).toMatchObject({ afterSeconds: 240 });
    expect(nextAttempt({ ...failed, attempt: 5, memoryDoubled: true })).toEqual({ kind: 'give-up' });
  });

  it('comes nothing when it never started: it has waited its whole start timeout', () => {
    expect(nextAttempt({ ...failed, code: 'mover.not_started' })).toEqual({ kind: 'give-up' });
    expect(nextAttempt({ ...failed, code: 'repository.mismatch' })).toEqual({ kind: 'give-up' });
  });
});

describe('the limit of movers', () => {
  it('is shared among the operations that have some, at least one each', () => {
    expect([1, 2, 3, 10].map((operations) => shareOf(5, operations))).toEqual([5, 2, 1, 1]);
  });
});
