import { expect, it } from 'vitest';
import { cutOf } from '../../../functions/domain/backup/cut.ts';

it('the cut of a backup tells how far apart its volumes were cut, and nothing of those that were not', () => {
  const volumes = ['2026-11-23T09:00:00.250Z', undefined, '2026-11-23T09:00:01.500Z', '2026-11-23T09:00:00.000Z'].map(
    (cutAt) => ({ timings: cutAt ? { cutAt } : {} }),
  );

  expect(cutOf(volumes)).toEqual({
    firstAt: '2026-11-23T09:00:00.000Z',
    lastAt: '2026-11-23T09:00:01.500Z',
    skewSeconds: 1.5,
  });
  expect(cutOf([{ timings: {} }])).toBeUndefined();
});
