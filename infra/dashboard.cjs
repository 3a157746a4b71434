/** One page to look at when an alarm rings: what the product says of itself first, then the parts it is made of. */
const { FUNCTIONS, MACHINES, QUEUES } = require('./listing.cjs');

const WIDTH = 8;
const HEIGHT = 6;
const SERVICE = '${self:service}';
const STAGE = '${sls:stage}';

const ofFunctions = (metric, stat) =>
  FUNCTIONS.map((name) => ['AWS/Lambda', metric, 'FunctionName', `${SERVICE}-${STAGE}-${name}`, { stat, label: name }]);
const ofMachines = (metric) =>
  MACHINES.map((name) => ['AWS/States', metric, 'StateMachineArn', `\${${name}}`, { label: name }]);
const own = (metric, stat) => [['Snapferry', metric, 'service', SERVICE, 'stage', STAGE, { stat }]];

const graphs = [
  [
    'Failed and reduced backups, missed runs',
    [...own('BackupFailures', 'Sum'), ...own('ReducedBackups', 'Sum'), ...own('MissedRuns', 'Sum')],
  ],
  ['Newest good backup: age ÷ interval, the latest of all schedules', own('NewestBackupLateness', 'Maximum')],
  ['Oldest open operation, seconds', own('OldestOpenOperationSeconds', 'Maximum')],
  ['Operations whose rows cannot be read', own('UnreadableOperations', 'Maximum')],
  ['Frozen, seconds', own('FrozenSeconds', 'Maximum')],
  ['Sweeps', own('SweepRuns', 'Sum')],
  ['Executions started', ofMachines('ExecutionsStarted')],
  ['Executions failed', ofMachines('ExecutionsFailed')],
  ['Executions timed out, stopped', [...ofMachines('ExecutionsTimedOut'), ...ofMachines('ExecutionsAborted')]],
  [
    'Dead letters',
    QUEUES.map((name) => [
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      `\${${name}.QueueName}`,
      { stat: 'Maximum', label: name },
    ]),
  ],
  ['Function errors', ofFunctions('Errors', 'Sum')],
  ['Function throttles', ofFunctions('Throttles', 'Sum')],
  ['Function duration p95, ms', ofFunctions('Duration', 'p95')],
  [
    'API: requests, 4xx, 5xx',
    ['Count', '4xx', '5xx'].map((metric) => ['AWS/ApiGateway', metric, 'ApiId', '${HttpApi}', 'Stage', '$default']),
  ],
  ['API latency p95, ms', [['AWS/ApiGateway', 'Latency', 'ApiId', '${HttpApi}', 'Stage', '$default', { stat: 'p95' }]]],
  [
    'Tables: throttled requests',
    ['CatalogTable', 'LedgerTable'].flatMap((name) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metric) => [
        'AWS/DynamoDB',
        metric,
        'TableName',
        `\${${name}}`,
        { label: `${name} ${metric}` },
      ]),
    ),
  ],
];

const widgets = graphs.map(([title, metrics], at) => ({
  type: 'metric',
  x: (at % 3) * WIDTH,
  y: Math.floor(at / 3) * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: { title, metrics, region: '${AWS::Region}', period: 300, stat: 'Sum', view: 'timeSeries' },
}));

module.exports = {
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `${SERVICE}-${STAGE}`,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
      },
    },
  },
};
