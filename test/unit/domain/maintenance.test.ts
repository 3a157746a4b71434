import { expect, it } from 'vitest';
import { readPrefixesOf } from '../../../functions/domain/maintenance.ts';

it('within 32 days every content of a large repository is read, each day as many as on any other', () => {
  const days = Array.from({ length: 32 }, (_, n) => readPrefixesOf(new Date(Date.UTC(2026, 10, 20 + n, 3))));

  expect(new Set(days.map(({ length }) => length))).toEqual(new Set([8]));
  expect(new Set(days.flat()).size).toBe(256);
  expect(days.flat().every((prefix) => /^[0-9a-f]{2}$/.test(prefix))).toBe(true);
  expect(readPrefixesOf(new Date(Date.UTC(2026, 10, 20, 3)))).toEqual(
    readPrefixesOf(new Date(Date.UTC(2026, 10, 20, 9))),
  );
});
