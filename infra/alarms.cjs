/**
 * Alarms over everything there is, one family for each thing that may go wrong; docs/operations.md has an entry of each
 * family's name. A metric-math alarm takes ten metrics, so a family over more of them is several alarms.
 */
const { FUNCTIONS, MACHINES, pascalCase, QUEUES } = require('./listing.cjs');

const MOST_METRICS = 10;
const FIVE_MINUTES = 300;
const OWN = [
  { Name: 'service', Value: '${self:service}' },
  { Name: 'stage', Value: '${sls:stage}' },
];

const functions = FUNCTIONS.map((name) => [
  { Name: 'FunctionName', Value: { Ref: `${pascalCase(name)}LambdaFunction` } },
]);
const machines = MACHINES.map((name) => [{ Name: 'StateMachineArn', Value: { Ref: name } }]);
const queues = QUEUES.map((name) => [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [name, 'QueueName'] } }]);
const api = [
  { Name: 'ApiId', Value: { Ref: 'HttpApi' } },
  { Name: 'Stage', Value: '$default' },
];

/** docs/operations.md has an entry of each name. */
const FAMILIES = {
  'function-errors': {
    says: 'Functions fail again and again',
    metrics: functions.map((of) => metric('AWS/Lambda', 'Errors', of)),
    threshold: 5,
    periods: 3,
  },
  'function-throttles': {
    says: 'Functions are refused a place to run',
    metrics: functions.map((of) => metric('AWS/Lambda', 'Throttles', of)),
    threshold: 10,
    periods: 3,
  },
  // Not those that failed: a backup or restore that fails, and one that is cancelled, ends its execution so.
  'lost-executions': {
    says: 'Executions of state machines timed out or were stopped',
    metrics: machines.flatMap((of) =>
      ['ExecutionsTimedOut', 'ExecutionsAborted'].map((name) => metric('AWS/States', name, of)),
    ),
    threshold: 1,
  },
  'api-errors': { says: 'The API answers 5xx', metrics: [metric('AWS/ApiGateway', '5xx', api)], threshold: 5 },
  'dead-letters': {
    says: 'Events could not be handled and lie in a dead-letter queue',
    metrics: queues.map((of) => metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', of, 'Maximum')),
    threshold: 1,
  },
  'oldest-open-operation': {
    says: 'An operation does not end',
    ...highest('OldestOpenOperationSeconds', 'm1 / 3600'),
    threshold: { Ref: 'OldestOperationHours' },
  },
  'unreadable-operations': {
    says: 'An operation cannot go on, since its row in the ledger cannot be read',
    ...highest('UnreadableOperations'),
    threshold: 1,
  },
  'frozen-seconds': { says: 'An application stands still for long', ...highest('FrozenSeconds'), threshold: 120 },
  'failed-backups': {
    says: 'Backups failed, or hold less than they should',
    metrics: [own('BackupFailures'), own('ReducedBackups')],
    threshold: 1,
  },
  'missed-runs': { says: 'Runs of schedules were missed', metrics: [own('MissedRuns')], threshold: 1 },
  'late-backups': {
    says: 'The newest good backup of a schedule is older than two of its intervals',
    ...highest('NewestBackupLateness'),
    threshold: 2,
  },
  'failed-notifications': {
    says: 'Messages to people do not get through',
    metrics: [own('NotificationFailures')],
    threshold: 3,
    periods: 3,
  },
  'sweep-heartbeat': {
    says: 'The sweep, which mends what events miss, did not run for 15 minutes',
    metrics: [own('SweepRuns')],
    comparison: 'LessThanThreshold',
    threshold: 1,
    periods: 3,
    missing: 'breaching',
  },
};

const Resources = Object.fromEntries(Object.entries(FAMILIES).flatMap(([name, of]) => alarmsOf(name, of)));

module.exports = { Resources };

function metric(Namespace, MetricName, Dimensions, Stat = 'Sum') {
  return { Metric: { Namespace, MetricName, Dimensions }, Period: FIVE_MINUTES, Stat };
}

/** What the product says of itself. */
function own(name, stat) {
  return metric('Snapferry', name, OWN, stat);
}

function highest(name, expression = 'm1') {
  return { metrics: [own(name, 'Maximum')], expression };
}

/** `dead-letters` over 12 queues → alarms `snapferry-prod-dead-letters-1` and `-2`. */
function alarmsOf(name, { says, metrics, expression, comparison, threshold, periods = 1, missing = 'notBreaching' }) {
  const chunks = [];
  for (let at = 0; at < metrics.length; at += MOST_METRICS) chunks.push(metrics.slice(at, at + MOST_METRICS));
  const actions = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] };
  return chunks.map((chunk, at) => {
    const numbered = chunks.length > 1 ? `${name}-${at + 1}` : name;
    const queries = chunk.map((each, index) => ({ Id: `m${index + 1}`, MetricStat: each, ReturnData: false }));
    const sum = `SUM(FILL([${queries.map(({ Id: id }) => id).join(', ')}], 0))`;
    const Properties = {
      AlarmName: `\${self:service}-\${sls:stage}-${numbered}`,
      AlarmDescription: `${says}. docs/operations.md, "${name}".`,
      Metrics: [{ Id: 'watched', Label: name, Expression: expression ?? sum, ReturnData: true }, ...queries],
      ComparisonOperator: comparison ?? 'GreaterThanOrEqualToThreshold',
      Threshold: threshold,
      EvaluationPeriods: periods,
      DatapointsToAlarm: periods,
      TreatMissingData: missing,
      AlarmActions: actions,
      OKActions: actions,
    };
    return [`${numbered.split('-').map(pascalCase).join('')}Alarm`, { Type: 'AWS::CloudWatch::Alarm', Properties }];
  });
}
