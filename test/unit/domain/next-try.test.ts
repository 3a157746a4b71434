import { expect, it } from 'vitest';
import { nextTryAfter } from '../../../functions/domain/operation/attempts.ts';

const since = '2026-11-23T09:00:00.000Z';
const hoursAfter = (hours: number) => new Date(Date.parse(since) + hours * 3_600_000);

it.each([
  [0.25, 1],
  [1, 1],
  [5, 5],
  [24, 24],
  [24 * 90, 24],
])('tries again what has been tried for %s h after %s h', (tried, pause) => {
  expect(nextTryAfter(since, hoursAfter(tried))).toEqual(hoursAfter(tried + pause));
});
