import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BACKUP_STATES,
  DOLLARS_A_TRANSITION,
  transitionsOf,
} from '../../../functions/domain/simulation/transitions.ts';
import { pollsOf } from '../../../functions/simulate/findings/mover-turns.ts';
import { readTaskStates } from '../../asl/harness/task-states.ts';
import { readCosts } from '../../bench/costs.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/costs.md');
/** Of the movers that the page was counted with. */
const MOVER_SECONDS = 300;
const alone = (seconds: number) => ({ seconds, isShared: false });
/** Come to by some backups only. */
const RARE = /^(Continue|MakeRoom|RunPreExec|RunPostExec)/;

describe('the state transitions of a backup that is simulated', () => {
  it('are those of all states that a backup usually passes through', () => {
    const usual = readTaskStates('backup').filter(({ name }) => !RARE.test(name));

    expect(BACKUP_STATES).toBe(usual.length);
  });

  it('come within a tenth of those that were counted', () => {
    const { backups } = readCosts(readFileSync(PAGE, 'utf8'));
    const { count, dollars } = transitionsOf(BACKUP_STATES, { polls: pollsOf(alone(MOVER_SECONDS)) });

    for (const { transitions } of backups) {
      expect(count / transitions).toBeGreaterThan(0.9);
      expect(count / transitions).toBeLessThan(1.1);
    }
    expect(dollars).toBeCloseTo(count * DOLLARS_A_TRANSITION);
  });

  it('cost dollars without the noise of floating point', () => {
    const costs = [87, 111, 154].map((count) => transitionsOf(0, { polls: 0, launches: (count - 2) / 4 }));

    expect(costs.map(({ dollars }) => dollars)).toEqual([0.002175, 0.002775, 0.00385]);
  });

  it('grow with the time that it takes, ever more slowly', () => {
    const [none, minute, hour] = [0, 60, 3600].map(
      (seconds) => transitionsOf(BACKUP_STATES, { polls: pollsOf(alone(seconds)) }).count,
    );

    expect(none).toBe(2 * BACKUP_STATES + 2);
    expect(minute).toBeGreaterThan(none ?? 0);
    expect(hour).toBeLessThan(6 * (minute ?? 0));
  });
});
