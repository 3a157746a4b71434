import { expect, it } from 'vitest';
import type { PolicyEntry } from '../../../functions/domain/schedule/policy-spec.ts';
import { staleAt } from '../../../functions/domain/schedule/staleness.ts';

const since = new Date('2026-11-23T02:00:00.000Z');
const anchor = new Date('2026-11-01T02:00:00.000Z');

it.each<[string, PolicyEntry, string | undefined]>([
  ['every minute', { id: 'e', kind: 'interval', every: '1m', keep: 1 }, '2026-11-23T03:01:00.000Z'],
  ['every two hours', { id: 'e', kind: 'interval', every: '2h', keep: 1 }, '2026-11-23T06:00:00.000Z'],
  ['every night', { id: 'e', kind: 'daily', at: '02:00', keep: 1 }, '2026-11-25T02:00:00.000Z'],
  ['every Sunday', { id: 'e', kind: 'weekly', days: ['SUN'], at: '02:00', keep: 1 }, '2026-11-30T02:00:00.000Z'],
  ['once, and that is over', { id: 'e', kind: 'once', at: '2026-11-20T02:00', keep: 1 }, undefined],
])('a backup of a schedule of %s is stale when the next one is overdue', (_, entry, expected) => {
  expect(staleAt({ timeZone: 'UTC', entries: [entry], anchor }, since)?.toISOString()).toBe(expected);
});

it('the nights of a working week are no reason to worry over a weekend', () => {
  const entry: PolicyEntry = { id: 'e', kind: 'weekly', days: ['MON', 'FRI'], at: '02:00', keep: 1 };
  const friday = new Date('2026-11-27T02:00:00.000Z');
  expect(staleAt({ timeZone: 'UTC', entries: [entry], anchor }, friday)?.toISOString()).toBe(
    '2026-12-01T02:00:00.000Z',
  );
});
