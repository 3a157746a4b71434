import { METRICS } from '../../functions/services/metrics/metrics.ts';
import { resourcesOf, type Template } from '../../tools/check/cfn-template.ts';
import type { CountedStack } from './costs.ts';

interface Query {
  MetricStat?: { Metric: { Namespace: string; MetricName: string } };
}

const MINUTES_OF = { minute: 1, minutes: 1, hour: 60, hours: 60, day: 1440, days: 1440 } as const;
const MINUTES_OF_A_MONTH = 30 * 24 * 60;

/** Metrics that alarms read, which is what they are paid by, metrics of the product's own, and calls by time. */
export function countStack(template: Template): CountedStack {
  const metrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties: of }]) =>
    (of['Metrics'] as Query[]).flatMap(({ MetricStat: stat }) => stat?.Metric ?? []),
  );
  const rates = resourcesOf(template, 'AWS::Events::Rule').flatMap(([, { Properties: of }]) =>
    typeof of['ScheduleExpression'] === 'string' ? of['ScheduleExpression'] : [],
  );
  return {
    alarmMetrics: metrics.length,
    // One of them is there once for each schedule, and not at all without one.
    ownMetrics: Object.keys(METRICS).length - 1,
    scheduledCalls: rates.reduce((sum, rate) => sum + MINUTES_OF_A_MONTH / minutesOf(rate), 0),
  };
}

/** `rate(5 minutes)` → 5; whoever adds a cron expression counts it here. */
function minutesOf(rate: string): number {
  const [, count, unit] = /^rate\((\d+) (\w+)\)$/.exec(rate) ?? [];
  if (!count || !(unit && unit in MINUTES_OF)) throw new Error(`${rate} is no rate`);
  return Number(count) * MINUTES_OF[unit as keyof typeof MINUTES_OF];
}
