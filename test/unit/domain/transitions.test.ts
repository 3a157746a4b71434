import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BACKUP_STATES,
  DOLLARS_A_TRANSITION,
  transitionsOf,
} from '../../../functions/domain/simulation/transitions.ts';
import { readTaskStates } from '../../asl/harness/task-states.ts';
import { readCosts } from '../../bench/costs.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/costs.md');
/** Of the movers that the page was counted with. */
const MOVER_SECONDS = 300;
/** Come to by some backups only. */
const RARE = /^(Continue|MakeRoom|RunPreExec|RunPostExec)/;

describe('the state transitions of a backup that is simulated', () => {
  it('are those of all states that a backup usually passes through', () => {
    const usual = readTaskStates('backup').filter(({ name }) => !RARE.test(name));

    expect(BACKUP_STATES).toBe(usual.length);
  });

  it('come within a tenth of those that were counted', () => {
    const { backups } = readCosts(readFileSync(PAGE, 'utf8'));
    const { count, dollars } = transitionsOf(BACKUP_STATES, MOVER_SECONDS);

    for (const { transitions } of backups) {
      expect(count / transitions).toBeGreaterThan(0.9);
      expect(count / transitions).toBeLessThan(1.1);
    }
    expect(dollars).toBeCloseTo(count * DOLLARS_A_TRANSITION);
  });

  it('grow with the time that it takes, ever more slowly', () => {
    const [none, minute, hour] = [0, 60, 3600].map((seconds) => transitionsOf(BACKUP_STATES, seconds).count);

    expect(none).toBe(2 * BACKUP_STATES + 2);
    expect(minute).toBeGreaterThan(none ?? 0);
    expect(hour).toBeLessThan(6 * (minute ?? 0));
  });
});
