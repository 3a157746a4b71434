import { describe, expect, it } from 'vitest';
import { cellsOf, printTable, shownColumns, widthsOf } from '../../../cli/output/columns.ts';
import { ageOf, bytesOf, durationOf, inTime, parseDuration } from '../../../cli/output/units.ts';

describe('a table', () => {
  const COLUMNS = [
    { title: 'NAME', of: ({ name }: { name: string }) => name },
    { title: 'MORE', wide: true as const, of: () => 'wide' },
    { title: 'SIZE', of: () => '' },
  ];

  it('has no borders, three blanks between columns, and a dash for nothing', () => {
    const rows = [['NAME', 'SIZE'], cellsOf(shownColumns(COLUMNS, false), { name: 'a-longer-name' }, 0)];

    expect(printTable(rows)).toBe('NAME            SIZE\na-longer-name   -\n');
  });

  it('has more columns where it is wide', () => {
    expect(shownColumns(COLUMNS, true).map(({ title }) => title)).toEqual(['NAME', 'MORE', 'SIZE']);
  });

  it('keeps a row on its line, whatever a name holds', () => {
    const [cell = ''] = cellsOf(COLUMNS, { name: 'a\nb\u001b[31mred\u2028c' }, 0);

    expect(cell).toBe('a b [31mred c');
  });

  it('counts letters, not bytes, for its widths', () => {
    expect(
      widthsOf([
        ['übung', 'x'],
        ['😀', 'yy'],
      ]),
    ).toEqual([5, 2]);
  });
});

describe('bytes', () => {
  it.each([
    [undefined, ''],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_960, '1.0 MB'],
    [19_000_000, '19.0 MB'],
    [1.5e15, '1.5 PB'],
    [2e18, '2000.0 PB'],
  ])('are decimal: %s is %s', (bytes, text) => expect(bytesOf(bytes)).toBe(text));
});

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [59.6, '1m'],
    [72, '1m12s'],
    [600, '10m'],
    [3661, '1h1m'],
    [86_400 * 2 + 3600 * 3, '2d3h'],
    [86_400 * 400, '400d'],
    [-5, '0s'],
  ])('has its two largest units at most: %s s is %s', (seconds, text) => expect(durationOf(seconds)).toBe(text));

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['15', 15_000],
    ['1ms', 1],
    ['x', undefined],
    ['1w', undefined],
  ])('is read as it is written: %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it('is that since a moment, or until it', () => {
    const now = Date.parse('2026-11-26T12:00:00Z');

    expect(ageOf('2026-11-26T11:55:00Z', now)).toBe('5m');
    expect(ageOf(undefined, now)).toBe('');
    expect(inTime('2026-11-26T13:00:00Z', now)).toBe('in 1h');
    expect(inTime('2026-11-26T11:00:00Z', now)).toBe('now');
  });
});
