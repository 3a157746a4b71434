/** One line of the report: what was measured, what it came to, and what it is held against. */
export interface Figure {
  what: string;
  measured: string;
  /** The target, or the same work done by the yardstick in this run. */
  beside: string;
}

export function printTable(title: string, figures: readonly Figure[]): void {
  const widths = (['what', 'measured', 'beside'] as const).map((column) =>
    Math.max(column.length, ...figures.map((figure) => figure[column].length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(`\n${title}`);
  console.log(line(['what', 'measured', 'beside']));
  for (const { what, measured, beside } of figures) console.log(line([what, measured, beside]));
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param share in percent */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * share) / 100) - 1] ?? Number.NaN;
}
