import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Rule, Sweep } from './event-bus.ts';

const FILE = join(import.meta.dirname, '../infra/events.yml');
const UNIT_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * The rules of EventBridge as they are deployed: which function is called at which end of an execution, and which ones again
 * and again. Whose execution it was is not asked here: an installation of one process has no others.
 */
export function readEventRules(): { rules: Rule[]; sweeps: Sweep[] } {
  const rows = parse(readFileSync(FILE, 'utf8')) as Record<string, { calls: string; ends?: string[]; rate?: string }>;
  const rules: Rule[] = [];
  const sweeps: Sweep[] = [];
  for (const [name, { calls, ends, rate }] of Object.entries(rows)) {
    if (ends) rules.push({ name, pattern: { source: ['aws.states'], detail: { status: ends } }, function: calls });
    if (rate) sweeps.push({ name, everySeconds: secondsOf(rate), function: calls });
  }
  return { rules, sweeps };
}

/** `rate(5 minutes)` → 300. */
function secondsOf(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new Error(`${expression} is no rate of minutes, hours or days`);
  return seconds;
}
