import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdingOf } from '../../../functions/domain/backup/good-backup.ts';
import { nextRuns, skippedRuns } from '../../../functions/domain/schedule/next-runs.ts';
import { policyRequestSchema } from '../../../functions/domain/schedule/policy-request.ts';
import type { PolicyEntry } from '../../../functions/domain/schedule/policy-spec.ts';
import { expired, type KeptBackup, standingOf } from '../../../functions/domain/schedule/retention.ts';
import type { Timing } from '../../../functions/domain/schedule/slots.ts';

const ENTRIES = ['a', 'b', 'c'];
const all = () => true;
const backups = fc
  .array(
    fc.record({
      entries: fc.subarray(ENTRIES, { minLength: 1 }),
      minute: fc.integer({ min: 0, max: 1_000 }),
      isHeld: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((given) =>
    given.map(
      ({ minute, ...one }, n): KeptBackup => ({
        ...one,
        id: `bk-${n}`,
        scheduledTime: new Date(minute * 60_000 + n).toISOString(),
        holding: holdingOf([]),
      }),
    ),
  );
const policy = fc
  .subarray(ENTRIES, { minLength: 1 })
  .chain((ids) => fc.tuple(...ids.map((id) => fc.integer({ min: 1, max: 6 }).map((keep) => ({ id, keep })))));

describe('retention', () => {
  it('keeps the newest of each entry, the newest of all, and what is held or governed by no entry', () => {
    fc.assert(
      fc.property(backups, policy, (there, entries) => {
        const goes = new Set(expired(there, entries, all));
        const newestFirst = there.toSorted((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
        for (const { id, keep } of entries) {
          const counted = newestFirst.filter((one) => one.entries.includes(id)).slice(0, keep);
          expect(counted.filter((one) => goes.has(one.id))).toEqual([]);
        }
        expect(goes.has(newestFirst[0]?.id ?? '')).toBe(false);
        for (const one of there) {
          if (one.isHeld) expect(goes.has(one.id)).toBe(false);
          if (!one.entries.some((entry) => entries.some(({ id }) => id === entry)))
            expect(goes.has(one.id)).toBe(false);
        }
      }),
    );
  });

  it('says of each one alone, by those after it, what becomes of it among all', () => {
    fc.assert(
      fc.property(backups, policy, (there, entries) => {
        const goes = new Set(expired(there, entries, all));
        for (const one of there) {
          const standing = standingOf(one, there, entries, all);
          expect(standing.isExpired).toBe(goes.has(one.id));
          const isFull = standing.turns.length > 0 && standing.turns.every(({ keep, newer }) => newer >= keep);
          expect(isFull && !one.isHeld).toBe(standing.isExpired);
        }
      }),
    );
  });

  it('leaves no more than each entry asks for, but for what is held or ungoverned', () => {
    fc.assert(
      fc.property(backups, policy, (there, entries) => {
        const goes = new Set(expired(there, entries, all));
        const most = entries.reduce((sum, { keep }) => sum + keep, 0) + 1;
        const governed = there.filter((one) => one.entries.some((entry) => entries.some(({ id }) => id === entry)));
        const stays = governed.filter((one) => !goes.has(one.id) && !one.isHeld);
        expect(stays.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('has nothing to do after it was done', () => {
    fc.assert(
      fc.property(backups, policy, (there, entries) => {
        const goes = new Set(expired(there, entries, all));
        expect(
          expired(
            there.filter(({ id }) => !goes.has(id)),
            entries,
            all,
          ),
        ).toEqual([]);
      }),
    );
  });
});

describe('a backup that has lost its seal', () => {
  const backup = (hour: number, changes: Partial<KeptBackup> = {}): KeptBackup => ({
    id: `bk-${hour}`,
    entries: ['a'],
    scheduledTime: `2026-11-26T${String(hour).padStart(2, '0')}:00:00Z`,
    isHeld: false,
    holding: holdingOf([]),
    ...changes,
  });
  const lost = (hour: number) => backup(hour, { isLost: true });

  it('takes the place of none that can be restored', () => {
    expect(expired([backup(1), backup(2), lost(3), lost(4), lost(5)], [{ id: 'a', keep: 2 }], all)).toEqual([]);
    expect(expired([backup(1), lost(2), lost(3)], [{ id: 'b', keep: 1 }], all)).toEqual([]);
  });

  it('goes once as many newer ones as are kept can be restored', () => {
    expect(expired([backup(1), lost(2), backup(3), lost(4), backup(5)], [{ id: 'a', keep: 2 }], all)).toEqual([
      'bk-1',
      'bk-2',
    ]);
  });
});

describe('the next runs of a policy', () => {
  const timing: Timing = {
    timeZone: 'Europe/Berlin',
    anchor: new Date('2027-03-01T00:00:00Z'),
    entries: [{ id: 'nightly', kind: 'daily', at: '02:30', keep: 2 }],
  };
  const after = new Date('2027-03-26T12:00:00Z');

  it('leave out the night that has no such time, and say so', () => {
    const runs = nextRuns(timing, timing, { after, count: 3, there: [] });

    expect(runs.map(({ local }) => local)).toEqual(['2027-03-27T02:30', '2027-03-29T02:30', '2027-03-30T02:30']);
    expect(skippedRuns(timing, after, runs[2]?.at ?? after)).toEqual([{ entry: 'nightly', local: '2027-03-28T02:30' }]);
  });

  it('say of no entry that a change of clocks skips it on a day that is not one of its days', () => {
    const entries: PolicyEntry[] = [
      { id: 'month', kind: 'monthly', day: 'last', at: '02:30', keep: 1 },
      { id: 'week', kind: 'weekly', days: ['MON'], at: '02:30', keep: 1 },
    ];
    const until = new Date('2027-04-02T12:00:00Z');

    expect(skippedRuns({ ...timing, entries }, new Date('2027-03-26T12:00:00Z'), until)).toEqual([]);
  });

  it('say which backup goes with each', () => {
    const old = { id: 'bk-old', entries: ['nightly'], scheduledTime: '2027-03-26T01:30:00Z', isHeld: false };
    const there = [{ ...old, holding: holdingOf([]) }];
    const runs = nextRuns(timing, timing, { after, count: 4, there });

    expect(runs.map(({ deletes }) => deletes)).toEqual([
      [],
      ['bk-old'],
      ['2027-03-27T01:30:00.000Z'],
      ['2027-03-29T00:30:00.000Z'],
    ]);
  });
});

describe('a policy', () => {
  const wrong = (changes: object) => {
    const entry = { id: 'e', kind: 'daily', at: '02:00', keep: 3, ...changes };
    const parsed = policyRequestSchema.safeParse({ name: 'p', timeZone: 'Europe/Berlin', entries: [entry] });
    return parsed.success ? undefined : parsed.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
  };

  it('is refused with the field and the reason', () => {
    expect(wrong({})).toBeUndefined();
    expect(wrong({ at: '24:00' })).toEqual(['entries/0/at: a time of day from 00:00 to 23:59']);
    expect(wrong({ keep: 0 })?.[0]).toMatch(/^entries\/0\/keep/);
    expect(wrong({ kind: 'monthly', day: 31 })?.[0]).toMatch(/entries\/0\/day: .*"last"/);
    expect(wrong({ kind: 'interval', at: undefined, every: '30s' })?.[0]).toMatch(/entries\/0\/every: .*whole minutes/);
    expect(wrong({ kind: 'once', at: '2027-02-30T02:00' })?.[0]).toBe('entries/0/at: a date that the calendar has');
    for (const at of ['2027-02-20T00:00Z', '2027-02-20T00:00:00', '']) {
      expect(wrong({ kind: 'once', at })?.[0]).toMatch(/^entries\/0\/at: .*without a zone$/);
    }
    expect(wrong({ kind: 'once', at: '2027-13-01T00:00' })).toEqual(['entries/0/at: a date that the calendar has']);
    expect(wrong({ kind: 'weekly', days: [] })?.[0]).toMatch(/^entries\/0\/days/);
  });

  it('of one moment is refused when the clocks of its zone skip that moment', () => {
    expect(wrong({ kind: 'once', at: '2027-03-28T02:30' })).toEqual([
      'entries/0/at: a moment that Europe/Berlin has: its clocks are set forward over this one',
    ]);
    expect(wrong({ kind: 'once', at: '2027-10-31T02:30' })).toBeUndefined();
  });

  it('writes its zone as IANA does, however it was typed', () => {
    const entries = [{ id: 'e', kind: 'daily', at: '02:00', keep: 1 }];
    const zoneOf = (timeZone: string) => policyRequestSchema.parse({ name: 'p', timeZone, entries }).timeZone;

    expect(zoneOf('europe/berlin')).toBe('Europe/Berlin');
    expect(zoneOf('asia/kolkata')).toBe('Asia/Kolkata');
    expect(zoneOf('EST5EDT')).toBe('EST5EDT');
  });

  it('has a zone of the IANA database, not an offset', () => {
    for (const timeZone of ['+02:00', 'Mars/Olympus', '']) {
      const parsed = policyRequestSchema.safeParse({
        name: 'p',
        timeZone,
        entries: [{ id: 'e', kind: 'daily', at: '02:00', keep: 1 }],
      });
      expect(parsed.error?.issues[0]?.message).toBe('an IANA time zone such as Europe/Berlin');
    }
  });
});
