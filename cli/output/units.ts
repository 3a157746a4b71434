/** Decimal, as disks and clouds count. */
export function bytesOf(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  // 999,960 B are 1.0 MB, not 1000.0 kB
  if (power > 0 && power < units.length - 1 && Number((bytes / 1000 ** power).toFixed(1)) >= 1000) power++;
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** The two largest units of it at most: `5s`, `3m12s`, `4h`, `2d3h`; as kubectl does, the second one only while it tells much. */
export function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const count = Math.floor(whole / size);
  const [smaller, smallerSize] = UNITS[at + 1] ?? [];
  const rest = smallerSize && count < 10 ? Math.floor((whole % size) / smallerSize) : 0;
  return `${count}${unit}${rest > 0 ? `${rest}${smaller}` : ''}`;
}

/** As durationOf, with tenths of a second where there are few. */
export function fineDurationOf(seconds: number): string {
  return seconds < 10 ? `${Number(seconds.toFixed(2))}s` : durationOf(seconds);
}

/** How long ago; empty where it has not been. */
export function ageOf(at: string | undefined, now: number): string {
  return at === undefined ? '' : durationOf((now - Date.parse(at)) / 1000);
}

/** How long it is until then; `now` where it is past. */
export function inTime(at: string | undefined, now: number): string {
  if (at === undefined) return '';
  const seconds = (Date.parse(at) - now) / 1000;
  return seconds <= 0 ? 'now' : `in ${durationOf(seconds)}`;
}

/** `30m`, `90s`, `2h`, `1d`; a number alone is seconds. undefined: it is none. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = 's'] = /^(\d+)(ms|s|m|h|d)?$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  const size = unit === 'ms' ? 0.001 : (UNITS.find(([name]) => name === unit)?.[1] ?? 1);
  return Number(count) * size * 1000;
}
