import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCosts } from '../bench/costs.ts';
import { countBackups } from '../bench/transitions.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/costs.md');
const SLOW_MACHINE_MS = 300_000;

it(
  'docs/costs.md shows what a backup of 1 and of 10 volumes takes (npm run costs writes it anew)',
  async () => {
    const { backups } = readCosts(await readFile(PAGE, 'utf8'));

    const counted = await countBackups([1, 10]);

    expect(backups.map(({ volumes }) => volumes)).toEqual([1, 10, 100, 1000]);
    for (const [index, one] of counted.entries()) {
      const shown = backups[index];
      expect(shown).toMatchObject({ volumes: one.volumes, transitions: one.transitions });
      for (const what of ['invocations', 'writes', 'reads'] as const) {
        const ratio = (shown?.[what] ?? 0) / one[what];
        expect(ratio, `${what} of ${one.volumes} volumes`).toBeGreaterThan(0.9);
        expect(ratio, `${what} of ${one.volumes} volumes`).toBeLessThan(1.1);
      }
    }
  },
  SLOW_MACHINE_MS,
);
