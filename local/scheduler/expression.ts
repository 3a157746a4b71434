import { Cron } from 'croner';
import { serviceError } from '../service-error.ts';

/** When a schedule fires next after a moment; undefined when it never does again. Times in milliseconds since 1970. */
export type Expression = { next(after: number): number | undefined };

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * The grammar of EventBridge Scheduler: `rate(5 minutes)`, `cron(0 2 ? * MON-FRI *)`, `at(2026-12-01T02:00:00)`.
 * A wall time that daylight saving skips does not fire, one that comes twice fires once, the first time.
 * @param start of a rate: it fires then, and every so many minutes after
 * @throws ValidationException, also for parts of the grammar that this one does not know
 */
export function parseExpression(text: string, timeZone: string, start: number): Expression {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  if (kind === 'rate') return rate(inner, start);
  if (kind === 'cron') return cron(inner, timeZone);
  if (kind === 'at') return at(inner, timeZone);
  throw invalid(text);
}

function rate(inner: string, start: number): Expression {
  const [, count = '0', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
  const period = Number(count) * (UNITS[unit] ?? 0);
  if (period <= 0) throw invalid(`rate(${inner})`);
  return { next: (after) => start + Math.max(0, Math.floor((after - start) / period) + 1) * period };
}

/** Patterns of one text and zone are the same object: ten thousand schedules are often a few times of day. */
const patterns = new Map<string, Cron>();

function cron(inner: string, timeZone: string): Expression {
  const fields = inner.split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  const oneOfDays = (day === '?') !== (weekday === '?');
  if (fields.length !== 6 || !oneOfDays || year !== '*' || /\d/.test(weekday)) throw invalid(`cron(${inner})`);
  const pattern = [minute, hour, day, month, weekday].map((field) => (field === '?' ? '*' : field)).join(' ');
  const found = patterns.get(`${pattern} ${timeZone}`) ?? open(pattern, timeZone);
  patterns.set(`${pattern} ${timeZone}`, found);
  const wall = isNumber(minute) && isNumber(hour) ? Number(hour) * 60 + Number(minute) : undefined;
  return {
    next(after) {
      for (let from = after; ; ) {
        const next = found.nextRun(new Date(from))?.getTime();
        // croner moves a time that is skipped to the end of the gap; AWS leaves it out.
        if (next === undefined || wall === undefined || minuteOfDay(next, timeZone) === wall) return next;
        from = next;
      }
    },
  };
}

function at(inner: string, timeZone: string): Expression {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inner)) throw invalid(`at(${inner})`);
  const once = open(inner, timeZone).nextRun(new Date(0))?.getTime();
  return { next: (after) => (once !== undefined && once > after ? once : undefined) };
}

function open(pattern: string, timezone: string): Cron {
  try {
    const opened = new Cron(pattern, { timezone, paused: true });
    opened.nextRun(new Date(0));
    return opened;
  } catch {
    throw invalid(`${pattern} in ${timezone}`);
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function minuteOfDay(moment: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = format.formatToParts(moment);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return value('hour') * 60 + value('minute');
}

function isNumber(field: string): boolean {
  return /^\d+$/.test(field);
}

function invalid(text: string): Error {
  return serviceError('ValidationException', `Invalid Schedule Expression ${text}.`);
}
