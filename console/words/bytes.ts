const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal, as storage is sold and as kopia counts: `26.1 GB`. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return '–';
  let size = count;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
}

export function rate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '–' : `${bytes(bytesPerSecond)}/s`;
}

/** `1 volume`, `2 volumes` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
