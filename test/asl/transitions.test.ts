import { expect, it } from 'vitest';
import { backUpVirtually } from '../bench/virtual-backup.ts';

const MOVER_SECONDS = 30;
const SLOW_MACHINE_MS = 300_000;

it(
  'a backup of 1, 10 or 100 volumes takes the same number of state transitions, and its calls stay within their limits',
  async () => {
    const one = await backUpVirtually(1, MOVER_SECONDS);
    const ten = await backUpVirtually(10, MOVER_SECONDS);
    const hundred = await backUpVirtually(100, MOVER_SECONDS);

    for (const run of [ten, hundred]) {
      expect(run.transitions / one.transitions).toBeLessThan(1.2);
      expect(run.polls.mostCalls).toBeLessThanOrEqual(4 + run.volumes);
      const more = run.calls - run.polls.calls - (one.calls - one.polls.calls);
      expect(more / (run.volumes - one.volumes)).toBeLessThanOrEqual(16);
    }
  },
  SLOW_MACHINE_MS,
);
