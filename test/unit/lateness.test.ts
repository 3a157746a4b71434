import { describe, expect, it } from 'vitest';
import type { PolicyEntry } from '../../functions/domain/schedule/policy-spec.ts';
import { latenessOf } from '../../functions/domain/schedule/slots.ts';
import { measureSchedules } from '../../functions/schedules/check-slots.ts';
import type { MetricValues } from '../../functions/services/metrics/metrics.ts';
import { createTestClock } from '../support/test-clock.ts';

// 2026-11-23 is a Monday.
const at = (text: string) => new Date(`2026-11-${text}:00.000Z`);
const NIGHTLY: PolicyEntry = { id: 'n', kind: 'daily', at: '02:00', keep: 7 };
const timing = (entry: PolicyEntry) => ({ timeZone: 'UTC', entries: [entry], anchor: at('01T00:00') });

describe('the lateness of a schedule', () => {
  const late = (entry: PolicyEntry, since: string, now: string) => latenessOf(timing(entry), at(since), at(now));

  it('is 1 when the next good backup falls due, and 2 when one is missing', () => {
    expect(late(NIGHTLY, '23T02:00', '23T14:00')).toBeCloseTo(0.5);
    expect(late(NIGHTLY, '23T02:00', '24T02:00')).toBeCloseTo(1);
    expect(late(NIGHTLY, '23T02:00', '25T02:00')).toBeCloseTo(2);
  });

  it('takes a weekend, and a late run that is soon followed by its slot, for what they are', () => {
    const days: PolicyEntry = { ...NIGHTLY, kind: 'weekly', days: ['MON', 'TUE', 'WED', 'THU', 'FRI'] };

    expect(late(days, '20T02:00', '22T20:00')).toBeLessThan(1);
    expect(late(NIGHTLY, '24T01:55', '24T02:20')).toBeLessThan(0.1);
  });

  it('is nothing for what never fires again', () => {
    expect(late({ id: 'o', kind: 'once', at: '2026-11-01T02:00', keep: 1 }, '02T00:00', '30T00:00')).toBe(0);
  });
});

describe('the figures of schedules', () => {
  type Used = Parameters<typeof measureSchedules>;

  function measured(schedules: { name: string; since?: string; suspended?: boolean; good?: string }[]) {
    const emitted: [MetricValues, string | undefined][] = [];
    const metrics = {
      emit: (values: MetricValues, of?: { schedule?: string }) => void emitted.push([values, of?.schedule]),
    };
    const bound = schedules.map(({ name, since = '01T00:00', suspended }) => ({
      item: { uid: name, name, spec: { since: at(since).toISOString(), ...(suspended ? { suspended: {} } : {}) } },
      policy: { spec: {}, updatedAt: at('01T00:00').toISOString() },
      timing: timing(NIGHTLY),
    }));
    const states = new Map(
      schedules.map(({ name, good }) => [name, good ? { newestGoodAt: at(good).toISOString() } : {}]),
    );
    const clock = createTestClock(at('25T02:00').toISOString());
    measureSchedules({ clock, metrics }, bound as unknown as Used[1], states as unknown as Used[2]);
    return emitted;
  }

  it('are the age of each newest good backup, and the worst lateness', () => {
    expect(
      measured([
        { name: 'fresh', good: '24T02:00' },
        { name: 'behind', good: '22T02:00' },
      ]),
    ).toEqual([
      [{ NewestBackupAgeSeconds: 259_200 }, 'behind'],
      [{ NewestBackupAgeSeconds: 86_400 }, 'fresh'],
      [{ NewestBackupLateness: 3 }, undefined],
    ]);
  });

  it('count from when a schedule was made or resumed, and leave suspended ones out', () => {
    const emitted = measured([
      { name: 'new', since: '24T14:00' },
      { name: 'resumed', since: '24T14:00', good: '01T02:00' },
      { name: 'resting', suspended: true },
    ]);

    expect(emitted.map(([, schedule]) => schedule)).toEqual(['new', 'resumed', undefined]);
    expect(emitted.at(-1)?.[0].NewestBackupLateness).toBeLessThan(1);
    expect(measured([{ name: 'resting', suspended: true }])).toEqual([]);
  });

  it('are at most a hundred ages, which are billed, and the lateness of all', () => {
    const many = Array.from({ length: 120 }, (_, n) => ({ name: `s${String(n).padStart(3, '0')}`, good: '24T02:00' }));
    const emitted = measured([...many, { name: 'z-behind', good: '20T02:00' }]);

    expect(emitted).toHaveLength(101);
    expect(emitted.at(-1)).toEqual([{ NewestBackupLateness: 5 }, undefined]);
  });
});
