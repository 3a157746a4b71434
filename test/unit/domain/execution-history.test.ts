import { describe, expect, it } from 'vitest';
import { foldHistory, type HistoryEvent } from '../../../functions/domain/operation/execution-history.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();
const entered = (second: number, state: string, type = 'Task'): HistoryEvent => {
  return { at: at(second), kind: 'entered', state, type };
};
const left = (second: number, state: string): HistoryEvent => ({ at: at(second), kind: 'left', state });

const TWO_VISITS: HistoryEvent[] = [
  entered(0, 'CheckOffloads'),
  { at: at(0), kind: 'begun' },
  { at: at(1), kind: 'failed', error: 'Transient', cause: 'the cluster did not answer' },
  { at: at(3), kind: 'begun' },
  { at: at(4), kind: 'answered', status: 'waiting', counts: { running: 2 }, bytes: 10 },
  left(4, 'CheckOffloads'),
  entered(4, 'WaitForOffloads', 'Wait'),
  left(9, 'WaitForOffloads'),
  entered(9, 'CheckOffloads'),
  { at: at(9), kind: 'begun' },
  { at: at(10), kind: 'answered', status: 'done', counts: { running: 0 }, bytes: 20 },
  left(10, 'CheckOffloads'),
];

describe('the history of an execution', () => {
  it('says of each state when it was entered and left, how often, how long, what failed and what came of it', () => {
    const { states, open } = foldHistory(TWO_VISITS, undefined);

    expect(open).toBeUndefined();
    expect(states).toEqual([
      {
        state: 'CheckOffloads',
        type: 'Task',
        enteredAt: at(0),
        leftAt: at(10),
        visits: 2,
        seconds: 5,
        tries: 3,
        failures: 1,
        retries: [{ at: at(1), error: 'Transient', cause: 'the cluster did not answer' }],
        status: 'done',
        counts: { running: 0 },
        bytes: 20,
      },
      {
        state: 'WaitForOffloads',
        type: 'Wait',
        enteredAt: at(4),
        leftAt: at(9),
        visits: 1,
        seconds: 5,
        tries: 0,
        failures: 0,
        retries: [],
      },
    ]);
  });

  it('adds up over pages wherever they are cut', () => {
    for (let cut = 0; cut <= TWO_VISITS.length; cut += 1) {
      const first = foldHistory(TWO_VISITS.slice(0, cut), undefined);
      const second = foldHistory(TWO_VISITS.slice(cut), first.open);
      const all = [...first.states, ...second.states].filter(({ state }) => state === 'CheckOffloads');
      const sum = (of: 'visits' | 'seconds' | 'tries' | 'failures') => all.reduce((total, one) => total + one[of], 0);

      expect([sum('visits'), sum('seconds'), sum('tries'), sum('failures')]).toEqual([2, 5, 3, 1]);
    }
  });

  it('shows a state that it is in, and one in which it ended', () => {
    const running = foldHistory([entered(0, 'PlanBackup')], undefined);
    const aborted = foldHistory([entered(0, 'PlanBackup'), { at: at(2), kind: 'ended', error: 'Brake' }], undefined);

    expect(running.states[0]).not.toHaveProperty('leftAt');
    expect(running.open).toEqual({ state: 'PlanBackup', type: 'Task', at: at(0) });
    expect(aborted.states[0]).toMatchObject({ visits: 1, seconds: 2 });
    expect(aborted.states[0]).not.toHaveProperty('leftAt');
  });
});
