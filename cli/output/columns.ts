import { plain } from './plain.ts';

export interface Column<Item> {
  title: string;
  /** Only with `-o wide`. */
  wide?: true;
  /** A time in it is relative to `now`. */
  of(item: Item, now: number): string | number | undefined;
}

const GAP = '   ';
const NOTHING = '-';

/** Nothing that a name or message holds moves a cursor, ends a line, or writes a colour. */
function cell(value: string | number | undefined): string {
  const text = plain(String(value ?? ''));
  return text === '' ? NOTHING : text;
}

export function shownColumns<Item>(columns: readonly Column<Item>[], wide: boolean): Column<Item>[] {
  return columns.filter((column) => wide || !column.wide);
}

export function cellsOf<Item>(columns: readonly Column<Item>[], item: Item, now: number): string[] {
  return columns.map(({ of }) => cell(of(item, now)));
}

/** As kubectl prints it: no borders, nothing wrapped, one line a row, for grep and awk. */
export function printTable(rows: readonly (readonly string[])[], widths = widthsOf(rows)): string {
  return rows
    .map((row) =>
      row
        .map((text, n) => (n === row.length - 1 ? text : pad(text, widths[n] ?? 0)))
        .join(GAP)
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [n, text] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, Array.from(text).length);
  return widths;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - Array.from(text).length));
}
