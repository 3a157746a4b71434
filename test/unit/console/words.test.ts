import { expect, it } from 'vitest';
import { bytes, counted, rate } from '../../../console/words/bytes.ts';
import { duration, relative } from '../../../console/words/times.ts';

it.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [10, '10 s'],
  [59.6, '1 m'],
  [214, '3 m 34 s'],
  [7_500, '2 h 5 m'],
  [100_800, '1 d 4 h'],
  [Number.NaN, '–'],
])('%s seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [26_100_000_000, '26.1 GB'],
  [999_960, '1.0 MB'],
  [undefined, '–'],
])('%s bytes are %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});

it('Rates, counts and times that were or will be', () => {
  expect(rate(67_000_000)).toBe('67.0 MB/s');
  expect([counted(1, 'volume'), counted(1_200, 'volume')]).toEqual(['1 volume', '1,200 volumes']);
  const now = Date.parse('2026-11-29T12:00:00Z');
  expect(relative('2026-11-29T11:56:00Z', now)).toBe('4 m ago');
  expect(relative('2026-11-29T15:00:00Z', now)).toBe('in 3 h');
  expect(relative('2026-11-29T12:00:02Z', now)).toBe('now');
});
