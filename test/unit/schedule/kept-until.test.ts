import { expect, it } from 'vitest';
import { keptByHold, keptBySchedule } from '../../../functions/domain/schedule/kept-until.ts';
import type { Standing } from '../../../functions/domain/schedule/retention.ts';

const turn = (entry: string, keep: number, newer: number) => ({ entry, keep, newer });
const standing = (changes: Partial<Standing>): Standing => ({
  isNewest: false,
  turns: [turn('night', 7, 3)],
  isExpired: false,
  onlyDataOf: [],
  ...changes,
});

it.each<[string, Partial<Standing>, string, string]>([
  [
    'of two entries, one of which wants no more',
    { turns: [turn('night', 7, 3), turn('week', 4, 3), turn('month', 2, 2)] },
    'counted',
    'goes after 4 more good runs of entry night and 1 more good run of entry week, each with data of all that it has data of',
  ],
  [
    'of no entry any more',
    { turns: [] },
    'person',
    'kept until a person deletes it: the policy of schedule shop has none',
  ],
  [
    'the newest',
    { isNewest: true },
    'newest',
    'kept while it is the newest good backup of schedule shop; goes after 4',
  ],
  ['whose turn has come', { isExpired: true }, 'due', 'goes after the next success of schedule shop'],
  [
    'that alone has data of many claims',
    { onlyDataOf: ['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7'] },
    'only_data',
    'kept beyond its turn, until a newer good one has data of a/1, a/2, a/3, a/4, a/5 and 2 more',
  ],
])('a backup of a schedule says until when it is kept: one %s', (_what, changes, rule, until) => {
  const said = keptBySchedule(standing(changes), 'shop');

  expect(said.rule).toBe(rule);
  expect(said.until).toContain(until);
});

it('one that is held says by whom', () => {
  expect(keptByHold({ by: 'ann', at: '2026-11-28T09:00:00.000Z' }).until).toBe(
    'kept until its legal hold is taken off (placed by ann at 2026-11-28T09:00:00.000Z)',
  );
});
