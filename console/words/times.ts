const DAY = 86_400;

/** `3 m 34 s`, `0.9 s`, `2 h 5 m`, `3 d 4 h`: two units at most. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'm', 1, 's');
  if (whole < DAY) return pair(whole, 3600, 'h', 60, 'm');
  return pair(whole, DAY, 'd', 3600, 'h');
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const first = Math.floor(seconds / large);
  const second = Math.floor((seconds % large) / small);
  return second === 0 ? `${first} ${largeName}` : `${first} ${largeName} ${second} ${smallName}`;
}

/** `4 m ago`, `in 3 h`: one unit, as tables have it. */
export function relative(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'now';
  const text =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.floor(size / 60)} m`
        : size < DAY
          ? `${Math.floor(size / 3600)} h`
          : `${Math.floor(size / DAY)} d`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** In the zone of whoever looks. */
export function local(at: string): string {
  return LOCAL.format(new Date(at));
}

/** `2026-11-28 02:00:00 UTC` */
export function utc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Of what has ended, how long it took; of what runs, how long it has run. */
export function secondsBetween(from: string | undefined, to: string | undefined, now: number): number | undefined {
  return from === undefined ? undefined : ((to === undefined ? now : Date.parse(to)) - Date.parse(from)) / 1000;
}
