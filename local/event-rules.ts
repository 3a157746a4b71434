import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Rule, Sweep } from './event-bus.ts';

const INFRA = join(import.meta.dirname, '../infra');
const UNIT_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

interface Properties {
  EventPattern?: { source: string[]; 'detail-type': string[]; detail: { status: string[] } };
  ScheduleExpression?: string;
  Targets?: { Id: string }[];
}

/**
 * The rules of EventBridge as they are deployed: which function is called at which end of an execution, and which ones again
 * and again. Whose execution it was is not asked here: an installation of one process has no others.
 */
export function readEventRules(): { rules: Rule[]; sweeps: Sweep[] } {
  const rules: Rule[] = [];
  const sweeps: Sweep[] = [];
  for (const [name, { EventPattern: pattern, ScheduleExpression: rate, Targets: [target] = [] }] of readRules()) {
    if (!target) throw new Error(`${name} of infra/*.yml has no target`);
    if (rate) sweeps.push({ name, everySeconds: secondsOf(rate), function: target.Id });
    if (!pattern) continue;
    const { detail, ...rest } = pattern;
    rules.push({ name, pattern: { ...rest, detail: { status: detail.status } }, function: target.Id });
  }
  return { rules, sweeps };
}

function readRules(): [string, Properties][] {
  return ['events.yml', 'schedules.yml'].flatMap((file) => {
    // Tags of CloudFormation (!Ref, !GetAtt) leave their text.
    const text = readFileSync(join(INFRA, file), 'utf8');
    const { Resources } = parse(text, { logLevel: 'silent' }) as {
      Resources: Record<string, { Type: string; Properties: Properties }>;
    };
    return Object.entries(Resources).flatMap(([name, { Type, Properties }]): [string, Properties][] =>
      Type === 'AWS::Events::Rule' ? [[name, Properties]] : [],
    );
  });
}

/** `rate(5 minutes)` → 300. */
function secondsOf(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new Error(`${expression} is no rate of minutes, hours or days`);
  return seconds;
}
