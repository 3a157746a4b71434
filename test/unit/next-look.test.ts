import { describe, expect, test } from 'vitest';
import type { Transfer } from '../../functions/domain/transfer/transfer.ts';
import { secondsToNextLook } from '../../functions/transfers/next-look.ts';

const NOW = new Date('2026-01-01T12:00:00Z');

function running(seconds: number, secondsLeft?: number, toldSecondsAgo = 0): Transfer {
  const ago = (by: number) => new Date(NOW.getTime() - by * 1000).toISOString();
  return {
    id: 'one',
    epoch: 1,
    work: 'upload',
    location: { name: 'here', uid: 'l-1' },
    repository: { clusterId: 'c-1', namespace: 'shop' },
    phase: 'Running',
    attempt: 1,
    launchedAt: ago(seconds),
    ...(secondsLeft === undefined ? {} : { progress: { bytes: 1, secondsLeft, at: ago(toldSecondsAgo) } }),
  };
}

function shared(...times: Parameters<typeof running>): Transfer {
  return { ...running(...times), job: 'sf-bk-1-one-1' };
}

const { launchedAt: _, ...never } = running(0);
const pending: Transfer = { ...never, phase: 'Pending' };

describe('the next look at movers', () => {
  test.each([
    ['half of what the mover says is left', [running(60, 40)], 20],
    ['less of it when that was said a while ago', [running(60, 40, 20)], 10],
    ['the mover that ends first', [running(60, 40), running(60, 8), running(600, 4000)], 4],
    ['what ends last of those that share a Job', [shared(60, 8), shared(60)], Number.POSITIVE_INFINITY],
    ['the last one that is left of a shared Job', [shared(60, 8)], 4],
    ['the one that has told last of a shared Job in which all had their turn', [shared(60, 30), shared(60, 99, 9)], 15],
    ['a fiftieth of the time it runs when it says for long that it is done', [running(600, 0)], 12],
    ['two seconds while a new mover has told nothing yet', [running(10)], 2],
    ['the time in the state when a mover never tells', [running(31)], Number.POSITIVE_INFINITY],
    ['when the next attempt is due', [{ ...pending, retryAt: '2026-01-01T12:00:15Z' }], 15],
    [
      'the time in the state when an attempt is due and has no room',
      [{ ...pending, retryAt: '2026-01-01T11:00:00Z' }],
      Number.POSITIVE_INFINITY,
    ],
    ['the time in the state when everything waits for room', [pending], Number.POSITIVE_INFINITY],
    ['the time in the state when nothing is left', [], Number.POSITIVE_INFINITY],
  ])('is chosen by %s', (_name, transfers, seconds) => {
    expect(secondsToNextLook(transfers, NOW)).toBe(seconds);
  });
});
