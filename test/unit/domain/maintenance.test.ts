import { expect, it } from 'vitest';
import { partPrefixesOf, readPrefixesOf } from '../../../functions/domain/location/maintenance.ts';

it('within 32 days every content of a large repository is read, each day as many as on any other', () => {
  const days = Array.from({ length: 32 }, (_, n) => readPrefixesOf(new Date(Date.UTC(2026, 10, 20 + n, 3))));

  expect(new Set(days.map(({ length }) => length))).toEqual(new Set([8]));
  expect(new Set(days.flat()).size).toBe(256);
  expect(days.flat().every((prefix) => /^[0-9a-f]{2}$/.test(prefix))).toBe(true);
  expect(readPrefixesOf(new Date(Date.UTC(2026, 10, 20, 3)))).toEqual(
    readPrefixesOf(new Date(Date.UTC(2026, 10, 20, 9))),
  );
});

it('manifest parts are read by the same shares, none twice on a day, and none left out where days were', () => {
  const at = (day: number, hour = 3) => new Date(Date.UTC(2026, 10, day, hour));

  expect(partPrefixesOf(undefined, at(20))).toEqual(readPrefixesOf(at(20)));
  expect(partPrefixesOf(at(20, 3).toISOString(), at(20, 9))).toEqual([]);
  expect(partPrefixesOf(at(19, 23).toISOString(), at(20, 1))).toEqual(readPrefixesOf(at(20)));
  expect(partPrefixesOf(at(17).toISOString(), at(20))).toEqual([20, 19, 18].flatMap((day) => readPrefixesOf(at(day))));
  expect(new Set(partPrefixesOf(new Date(0).toISOString(), at(20))).size).toBe(256);
});
