import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyEntry } from '../../../functions/domain/schedule/policy-spec.ts';
import { renderSchedules } from '../../../functions/domain/schedule/render-schedule.ts';
import { slotOf, slotsBetween, type Timing } from '../../../functions/domain/schedule/slots.ts';
import { parseExpression } from '../../../local/scheduler/expression.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** With gaps and overlaps of an hour and of half an hour, at midnight and at night, and one that left out a day. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Cairo',
];
/** Windows of three days around changes of clocks, ends of months and leap days. */
const WINDOWS = [
  '2027-03-27T00:00:00Z',
  '2027-10-30T00:00:00Z',
  '2026-10-31T00:00:00Z',
  '2027-03-13T00:00:00Z',
  '2018-11-03T00:00:00Z',
  '2018-02-17T00:00:00Z',
  '2026-04-04T00:00:00Z',
  '2026-10-02T00:00:00Z',
  '2011-12-28T00:00:00Z',
  '2028-02-28T00:00:00Z',
  '2027-02-27T00:00:00Z',
  '2027-12-30T00:00:00Z',
  '2026-04-23T00:00:00Z',
];

const time = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 1, 15, 30, 45, 59) });
const at = time.map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
/** Night times more often: that is when clocks change. */
const nightly = fc.oneof(at, fc.constantFrom('00:00', '00:30', '01:00', '01:30', '02:00', '02:15', '02:30', '03:00'));
const weekday = fc.constantFrom('MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN') as fc.Arbitrary<'MON'>;
const entry: fc.Arbitrary<PolicyEntry> = fc
  .oneof(
    fc.record({ kind: fc.constant('daily' as const), at: nightly }),
    fc.record({ kind: fc.constant('weekly' as const), days: fc.uniqueArray(weekday, { minLength: 1 }), at: nightly }),
    fc.record({
      kind: fc.constant('monthly' as const),
      day: fc.oneof(fc.constant('last' as const), fc.integer({ min: 1, max: 28 })),
      at: nightly,
    }),
    fc.record({ kind: fc.constant('interval' as const), every: fc.constantFrom('1m', '7m', '90m', '6h', '1d') }),
  )
  .map((one) => ({ ...one, id: 'e', keep: 1 }) as PolicyEntry);

const zone = fc.constantFrom(...ZONES);
const window = fc.constantFrom(...WINDOWS).map((text) => Date.parse(text));

interface Wall {
  date: string;
  time: string;
  weekday: string;
  day: number;
  isLast: boolean;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** By Intl alone, which knows nothing of how the product counts. */
function wallOf(moment: number, timeZone: string): Wall {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const date = `${parts.year}-${parts.month}-${parts.day}`;
  const tomorrow = new Date(Date.parse(`${date}T00:00:00Z`) + DAY);
  return {
    date,
    time: `${parts.hour}:${parts.minute}`,
    weekday: String(parts.weekday).toUpperCase(),
    day: Number(parts.day),
    isLast: tomorrow.getUTCDate() === 1,
  };
}

/** Minute by minute: every moment whose wall time is asked for, but of two that look alike the first. */
function bruteForce(one: PolicyEntry, { timeZone, anchor }: Timing, from: number, until: number): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  // An hour before, so that the second of two equal wall times is known for what it is.
  for (let moment = from - 3 * 60 * MINUTE; moment <= until; moment += MINUTE) {
    if (one.kind === 'interval') {
      const period = { '1m': 1, '7m': 7, '90m': 90, '6h': 360, '1d': 1440 }[one.every] ?? 0;
      const minutes = (moment - Math.floor(anchor.getTime() / MINUTE) * MINUTE) / MINUTE;
      if (minutes > 0 && minutes % period === 0 && moment > from) found.push(new Date(moment).toISOString());
      continue;
    }
    if (one.kind === 'once') continue;
    const wall = wallOf(moment, timeZone);
    if (wall.time !== one.at) continue;
    if (one.kind === 'weekly' && !one.days.includes(wall.weekday as 'MON')) continue;
    if (one.kind === 'monthly' && (one.day === 'last' ? !wall.isLast : wall.day !== one.day)) continue;
    const isSecond = seen.has(wall.date);
    seen.add(wall.date);
    if (!isSecond && moment > from) found.push(new Date(moment).toISOString());
  }
  return found;
}

const iso = (slots: readonly { at: Date }[]) => slots.map(({ at: moment }) => moment.toISOString());

describe('the slots of a policy', () => {
  it('are those that a minute-by-minute search finds, in every zone and around every change of clocks', () => {
    fc.assert(
      fc.property(entry, zone, window, fc.integer({ min: 0, max: 1439 }), (one, timeZone, start, offset) => {
        const from = start + offset * MINUTE;
        const timing: Timing = { timeZone, entries: [one], anchor: new Date(from - 1000 * MINUTE - 17_000) };
        const until = from + 2 * DAY;
        expect(iso(slotsBetween(timing, new Date(from), new Date(until)))).toEqual(
          bruteForce(one, timing, from, until),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are those that EventBridge Scheduler is told to fire at', () => {
    fc.assert(
      fc.property(entry, zone, window, (one, timeZone, start) => {
        const now = new Date(start);
        const schedule = { uid: 'u', createdAt: new Date(start - 5 * DAY).toISOString(), spec: {} };
        const [rendered] = renderSchedules(
          schedule,
          { timeZone, entries: [one], overlap: 'skip', missed: 'skip' },
          now,
        );
        if (!rendered) throw new Error('nothing was rendered');
        const first = rendered.startDate?.getTime() ?? start;
        const fires = parseExpression(rendered.expression, rendered.timeZone, first);
        const until = start + 40 * DAY;
        const times: string[] = [];
        let last = start;
        for (
          let next = fires.next(last);
          next !== undefined && next <= until && times.length < 50;
          next = fires.next(last)
        ) {
          times.push(new Date(next).toISOString());
          last = next;
        }
        const timing: Timing = { timeZone, entries: [one], anchor: new Date(schedule.createdAt) };
        expect(times).toEqual(iso(slotsBetween(timing, now, new Date(until), 50)));
      }),
      { numRuns: 150 },
    );
  });

  it('of several entries that fall together are one', () => {
    const timing: Timing = {
      timeZone: 'Europe/Berlin',
      anchor: new Date('2026-11-01T00:00:00Z'),
      entries: [
        { id: 'daily', kind: 'daily', at: '02:00', keep: 7 },
        { id: 'weekly', kind: 'weekly', days: ['SUN'], at: '02:00', keep: 4 },
        { id: 'monthly', kind: 'monthly', day: 1, at: '02:00', keep: 12 },
      ],
    };
    const slots = slotsBetween(timing, new Date('2026-10-30T12:00:00Z'), new Date('2026-11-02T12:00:00Z'));

    expect(slots.map(({ entries }) => entries)).toEqual([['daily'], ['daily', 'weekly', 'monthly'], ['daily']]);
  });
});

describe('a delivery', () => {
  it('is of one slot, however late, doubled or out of order it comes, and by whichever entry', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        zone,
        window,
        fc.infiniteStream(fc.nat(1000)),
        (given, timeZone, start, randoms) => {
          const entries = given.map((one, n) => ({ ...one, id: `e${n}` }));
          const timing: Timing = { timeZone, entries, anchor: new Date(start - DAY) };
          const slots = slotsBetween(timing, new Date(start), new Date(start + 2 * DAY), 40);
          const deliveries = slots
            .flatMap((slot) => [...slot.entries, ...slot.entries].map((id) => ({ id, slot })))
            .map((one) => ({ one, order: Number(randoms.next().value) }))
            .toSorted((a, b) => a.order - b.order);
          const recorded = new Map<number, string[]>();
          for (const { one } of deliveries) {
            const slot = slotOf(timing, one.id, one.slot.at);
            if (!slot) throw new Error('a slot was not recognised');
            recorded.set(slot.at.getTime(), slot.entries);
          }
          expect([...recorded.entries()].toSorted(([a], [b]) => a - b)).toEqual(
            slots.map(({ at: moment, entries: ids }) => [moment.getTime(), ids]),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of the second of two equal wall times is of the slot that the first one was', () => {
    const timing: Timing = {
      timeZone: 'Europe/Berlin',
      anchor: new Date('2027-10-01T00:00:00Z'),
      entries: [{ id: 'e', kind: 'daily', at: '02:30', keep: 1 }],
    };
    expect(slotOf(timing, 'e', new Date('2027-10-31T01:30:00Z'))?.at.toISOString()).toBe('2027-10-31T00:30:00.000Z');
  });

  it('that no entry of the policy asks for is of no slot', () => {
    const timing: Timing = {
      timeZone: 'UTC',
      anchor: new Date('2027-10-01T00:00:00Z'),
      entries: [{ id: 'e', kind: 'daily', at: '02:30', keep: 1 }],
    };
    expect(slotOf(timing, 'e', new Date('2027-10-31T02:31:00Z'))).toBeUndefined();
    expect(slotOf(timing, 'gone', new Date('2027-10-31T02:30:00Z'))).toBeUndefined();
  });

  it('of an interval that AWS counts from another second is of the nearest slot', () => {
    const timing: Timing = {
      timeZone: 'UTC',
      anchor: new Date('2027-10-01T00:00:40Z'),
      entries: [{ id: 'e', kind: 'interval', every: '5m', keep: 1 }],
    };
    expect(slotOf(timing, 'e', new Date('2027-10-01T00:11:20Z'))?.at.toISOString()).toBe('2027-10-01T00:10:00.000Z');
  });
});
