import { METRICS, type MetricName } from '../../functions/services/metrics/metrics.ts';
import { checkEach, resourcesOf, type Template, targetOf } from './cfn-template.ts';
import { type Finding, findingsAt } from './finding.ts';

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

const REMEDY = 'See infra/alarms.cjs.';

/** Whatever is added, an alarm watches it; every alarm can ring, and says where to read on. */
export function checkAlarms(template: Template): Finding[] {
  const watched = new Set<string>();
  const alarms = checkEach(template, 'AWS::CloudWatch::Alarm', (of, found) => {
    const queries = (of.Metrics ?? []) as Query[];
    const metrics = queries.flatMap(({ MetricStat: stat }) => stat?.Metric ?? []);
    if (metrics.length > MAX_METRICS) found(`reads ${metrics.length} metrics, of at most ${MAX_METRICS}`, REMEDY);
    if (queries.some(({ Expression: expression = '' }) => expression.includes('SEARCH')))
      found('searches, which an alarm may not', REMEDY);
    if (targetOf(of.AlarmActions?.['Fn::If']?.[1]?.[0]) !== 'AlarmTopicArn') found('tells nobody', REMEDY);
    if (!String(of.AlarmDescription).includes(`docs/operations.md, "${familyOf(of.AlarmName)}"`))
      found('does not say where to read on', REMEDY);
    for (const metric of metrics) {
      watched.add(keyOf(metric));
      const { Namespace: namespace, MetricName: name } = metric;
      if (namespace === 'Snapferry' && !(name in METRICS)) found(`waits for ${name}, which nothing emits`, REMEDY);
    }
  });
  const unwatched = Object.entries(WATCHED).flatMap(([type, { dimension, metrics }]) =>
    checkEach(template, type, (_, found, name) => {
      const missing = metrics.filter((metric) => !watched.has(`${metric} ${dimension}=${name}`));
      if (missing.length > 0) found(`no alarm watches its ${missing.join(', ')}`, REMEDY);
    }),
  );
  const whole = findingsAt('template', (found) => {
    const unheard = OWN.filter((metric) => !watched.has(`${metric} service,stage`));
    if (unheard.length > 0) found(`has no alarm, none on ${unheard.join(', ')}`, REMEDY);
    if (template.Resources['SweepHeartbeatAlarm']?.Properties.TreatMissingData !== 'breaching')
      found('takes silence for life', 'Missing data of SweepHeartbeatAlarm is breaching.');
    if (resourcesOf(template, 'AWS::CloudWatch::Dashboard').length === 0)
      found('has no dashboard', 'See infra/dashboard.cjs.');
  });
  return [...alarms, ...unwatched, ...whole];
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
