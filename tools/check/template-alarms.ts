import { METRICS, type MetricName } from '../../functions/services/metrics/metrics.ts';
import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** Hard limit of CloudWatch for an alarm on a metric-math expression. */
const MAX_METRICS = 10;

/** Per type of resource: what an alarm must watch of each, by the dimension that names it. */
const WATCHED: Readonly<Record<string, { dimension: string; metrics: readonly string[] }>> = {
  'AWS::Lambda::Function': { dimension: 'FunctionName', metrics: ['Errors', 'Throttles'] },
  'AWS::StepFunctions::StateMachine': {
    dimension: 'StateMachineArn',
    metrics: ['ExecutionsTimedOut', 'ExecutionsAborted'],
  },
  'AWS::SQS::Queue': { dimension: 'QueueName', metrics: ['ApproximateNumberOfMessagesVisible'] },
  'AWS::ApiGatewayV2::Api': { dimension: 'ApiId', metrics: ['5xx'] },
};
/** What the product says of itself, and an alarm must hear. */
const OWN: readonly MetricName[] = [
  'OldestOpenOperationSeconds',
  'UnreadableOperations',
  'FrozenSeconds',
  'BackupFailures',
  'ReducedBackups',
  'MissedRuns',
  'NewestBackupLateness',
  'SweepRuns',
  'NotificationFailures',
];

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
}
interface Query {
  Expression?: string;
  MetricStat?: { Metric: Metric };
}

/** Whatever is added, an alarm watches it; every alarm can ring, and says where to read on. */
export function checkAlarms(template: Template): Finding[] {
  const findings: Finding[] = [];
  const watched = new Set<string>();
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
    const found = (what: string) => findings.push({ where: name, what, remedy: 'See infra/alarms.cjs.' });
    const queries = (of.Metrics ?? []) as Query[];
    const metrics = queries.flatMap(({ MetricStat: stat }) => stat?.Metric ?? []);
    if (metrics.length > MAX_METRICS) found(`reads ${metrics.length} metrics, of at most ${MAX_METRICS}`);
    if (queries.some(({ Expression: expression = '' }) => expression.includes('SEARCH')))
      found('searches, which an alarm may not');
    if (targetOf(of.AlarmActions?.['Fn::If']?.[1]?.[0]) !== 'AlarmTopicArn') found('tells nobody');
    if (!String(of.AlarmDescription).includes(`docs/operations.md, "${familyOf(of.AlarmName)}"`))
      found('does not say where to read on');
    for (const metric of metrics) {
      watched.add(keyOf(metric));
      const { Namespace: namespace, MetricName: metricName } = metric;
      if (namespace === 'Snapferry' && !(metricName in METRICS)) found(`waits for ${metricName}, which nothing emits`);
    }
  }
  for (const [type, { dimension, metrics }] of Object.entries(WATCHED)) {
    for (const [name] of resourcesOf(template, type)) {
      const missing = metrics.filter((metric) => !watched.has(`${metric} ${dimension}=${name}`));
      if (missing.length === 0) continue;
      findings.push({
        where: name,
        what: `no alarm watches its ${missing.join(', ')}`,
        remedy: 'See infra/alarms.cjs.',
      });
    }
  }
  const unwatched = OWN.filter((metric) => !watched.has(`${metric} service,stage`));
  if (unwatched.length > 0)
    findings.push({ where: 'alarms', what: `none on ${unwatched.join(', ')}`, remedy: 'See infra/alarms.cjs.' });
  const heartbeat = template.Resources['SweepHeartbeatAlarm']?.Properties.TreatMissingData;
  if (heartbeat !== 'breaching')
    findings.push({
      where: 'SweepHeartbeatAlarm',
      what: 'takes silence for life',
      remedy: 'Missing data is breaching.',
    });
  if (resourcesOf(template, 'AWS::CloudWatch::Dashboard').length === 0)
    findings.push({ where: 'template', what: 'has no dashboard', remedy: 'See infra/dashboard.cjs.' });
  return findings;
}

/** `snapferry-prod-dead-letters-2` → `dead-letters`: what a person looks up. */
export function familyOf(alarmName: unknown): string {
  return String(alarmName)
    .replace(/^snapferry-[^-]+-/, '')
    .replace(/-\d+$/, '');
}

/** `Errors FunctionName=PlanLambdaFunction`; a metric of the product by its dimensions, `SweepRuns service,stage`. */
function keyOf({ Namespace: namespace, MetricName: name, Dimensions: dimensions }: Metric): string {
  if (namespace === 'Snapferry') return `${name} ${dimensions.map(({ Name: dimension }) => dimension).join()}`;
  const [first] = dimensions;
  return `${name} ${first?.Name}=${targetOf(first?.Value)}`;
}
