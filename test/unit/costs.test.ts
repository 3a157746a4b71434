import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCosts, renderCosts } from '../bench/costs.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/costs.md');

describe('docs/costs.md', () => {
  it('is what its own counts make of the prices', async () => {
    const page = await readFile(PAGE, 'utf8');

    expect(renderCosts(readCosts(page))).toBe(page);
  });

  it('grows with what is counted', () => {
    const backups = [{ volumes: 1, transitions: 1_000_000, invocations: 0, writes: 0, reads: 0 }];

    expect(renderCosts({ backups, stack: { alarmMetrics: 10, ownMetrics: 0, scheduledCalls: 0 } })).toContain(
      '| 1 | 1000000 | 0 | 0 | 0 | $25.00 |',
    );
  });
});
