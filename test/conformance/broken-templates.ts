import type { Template } from '../../tools/check/cfn-template.ts';

type Resources = Template['Resources'];

/** What `checkTemplate` must say of a template in which something was changed for the worse: one line for each assertion. */
export const PLANTED: readonly [said: string, change: (of: Resources) => void][] = [
  ['runtime nodejs20.x', (of) => set(of, 'PlanLambdaFunction', { Runtime: 'nodejs20.x' })],
  ['role SweepRole', (of) => set(of, 'PlanLambdaFunction', { Role: { 'Fn::GetAtt': ['SweepRole', 'Arn'] } })],
  ['PlanArn is not substituted', (of) => delete of['BackupMachine']?.Properties['DefinitionSubstitutions'].PlanArn],
  ['its role may not invoke', (of) => set(of, 'BackupMachineRole', { Policies: [] })],
  ['has no authorizer', (of) => set(of, 'GetV1BackupsRoute', { AuthorizationType: 'NONE' })],
  ['has the scopes', (of) => set(of, 'GetV1BackupsRoute', { AuthorizationScopes: [] })],
  ['is no route', (of) => delete of['GetV1BackupsRoute']],
  ['has a timeout of its own', (of) => set(of, 'ApiBackupsIntegration', { TimeoutInMillis: 28_000 })],
  ['PlanLambdaFunction: timeout 28', (of) => set(of, 'PlanLambdaFunction', { Timeout: 28 })],
  ['ApiBackupsLambdaFunction: timeout 30', (of) => set(of, 'ApiBackupsLambdaFunction', { Timeout: 30 })],
  ['does not lead to', (of) => set(of, 'GetV1BackupsRoute', { Target: 'integrations/x' })],
  ['does not match every machine', (of) => of['ExecutionEndedRule']?.Properties['EventPattern'].detail.status.pop()],
  [
    'allows dynamodb:*',
    (of) => allow(of, { Action: 'dynamodb:*', Resource: { 'Fn::GetAtt': ['LedgerTable', 'Arn'] } }),
  ],
  ['allows dynamodb:GetItem on *', (of) => allow(of, { Action: ['dynamodb:GetItem'], Resource: '*' })],
  ['on arn:aws:s3:::*', (of) => allow(of, { Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::*' })],

  // machines
  ['has no vended log', (of) => set(of, 'MachineLogs', { LogGroupName: '/aws/states/x' })],
  ['logs more than errors', (of) => log(of, { Level: 'ALL' })],
  ['logs more than errors', (of) => log(of, { IncludeExecutionData: true })],
  ['BackupMachine: no tracing', (of) => set(of, 'BackupMachine', { TracingConfiguration: undefined })],
  ['PlanLambdaFunction: no tracing', (of) => set(of, 'PlanLambdaFunction', { TracingConfig: undefined })],
  ['a version', (of) => add(of, 'PlanVersion', 'AWS::Lambda::Version', {})],

  // kept
  ['LedgerTable: is not retained', (of) => delete of['LedgerTable']?.DeletionPolicy],
  ['CatalogTable: is not retained', (of) => delete of['CatalogTable']?.UpdateReplacePolicy],
  ['Key: is not retained', (of) => delete of['Key']?.DeletionPolicy],
  ['AuditLog: is not retained', (of) => delete of['AuditLog']?.DeletionPolicy],
  ['Key: is not retained', ({ Key: key }) => Object.assign(key ?? {}, { DeletionPolicy: 'Retain' })],
  ['LedgerTable: is not retained', (of) => Object.assign(of['LedgerTable'] ?? {}, { DeletionPolicy: EXCEPT })],
  ['AuditLog: is not there', (of) => delete of['AuditLog']],
  ['has no deletion protection', (of) => set(of, 'LedgerTable', { DeletionProtectionEnabled: false })],
  ['has no point-in-time recovery', (of) => set(of, 'LedgerTable', { PointInTimeRecoverySpecification: undefined })],
  ['has a fixed name', (of) => set(of, 'LedgerTable', { TableName: 'ledger' })],
  [
    'no role may query by-owner',
    (of) => of['LedgerTable']?.Properties['GlobalSecondaryIndexes'].push({ IndexName: 'by-owner' }),
  ],
  ['keeps logs for ever', (of) => set(of, 'MachineLogs', { RetentionInDays: undefined })],
  ['has a retention of its own', (of) => set(of, 'AuditLog', { RetentionInDays: 1 })],
  ['has no PlanLogGroup', (of) => delete of['PlanLogGroup']],

  // key
  ['has 2 keys', (of) => add(of, 'OtherKey', 'AWS::KMS::Key', { KeyPolicy: {} })],
  ['is not rotated', (of) => set(of, 'Key', { EnableKeyRotation: false })],
  ['LedgerTable: is not encrypted', (of) => set(of, 'LedgerTable', { SSESpecification: { SSEEnabled: true } })],
  ['PlanLogGroup: is not encrypted', (of) => set(of, 'PlanLogGroup', { KmsKeyId: undefined })],
  ['DeadLetters: is not encrypted', (of) => set(of, 'DeadLetters', { KmsMasterKeyId: 'alias/aws/sqs' })],
  ['Loud: is not encrypted', (of) => add(of, 'Loud', 'AWS::SNS::Topic', {})],
  ['makes secrets without the key', (of) => set(of, 'PlanLambdaFunction', { Environment: { Variables: {} } })],
  ['does not admit events.', (of) => admit(of, [])],
  ['does not admit scheduler.', (of) => admit(of, [])],
  ['does not admit logs.', (of) => admit(of, [])],
  ['admits sqs.amazonaws.com for anybody', (of) => admit(of, [allowed({ Service: 'sqs.amazonaws.com' })])],
  ['admits anybody', (of) => admit(of, [allowed({ AWS: '*' })])],
  ['to others than the account', (of) => admit(of, [{ ...allowed({ AWS: 'arn:x:user/y' }), Action: 'kms:*' }])],

  // who acts through us
  ['trusts states.amazonaws.com for anybody', (of) => trust(of, 'states.amazonaws.com')],
  ['trusts scheduler.amazonaws.com for anybody', (of) => trust(of, 'scheduler.amazonaws.com')],
  ['has 11 managed policies', (of) => set(of, 'PlanRole', { ManagedPolicyArns: Array(11).fill('arn') })],
  ['names ExecutionsDescribe', (of) => set(of, 'SweepRole', { ManagedPolicyArns: [{ Ref: 'ExecutionsDescribe' }] })],
  ['admits any sender', (of) => set(of, 'DeadLettersPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow' }] } })],

  // dead letters
  ['has no dead-letter queue', (of) => delete of['SweepRule']?.Properties['Targets'][0].DeadLetterConfig],
  ['is tried for a day', (of) => delete of['SweepRule']?.Properties['Targets'][0].RetryPolicy],
  ['SweepRule: target sweep may not write to DeadLetters', (of) => delete of['DeadLettersPolicy']],
  ['SweepLambdaFunction: loses the events', (of) => delete of['SweepFailures']],
  ['SweepLambdaFunction: may not write to DeadLetters', (of) => set(of, 'SweepRole', { ManagedPolicyArns: [] })],
  ['does not keep letters', (of) => set(of, 'DeadLetters', { MessageRetentionPeriod: 60 })],
  ['DeadLetters: has a fixed name', (of) => set(of, 'DeadLetters', { QueueName: 'letters' })],
  ['has no role that may write dead letters', (of) => set(of, 'SchedulerRole', { Policies: [] })],
  ['Nightly: has no dead-letter queue', (of) => add(of, 'Nightly', 'AWS::Scheduler::Schedule', { Target: {} })],

  // the API
  ['is not throttled by parameters', (of) => set(of, 'HttpApiStage', { DefaultRouteSettings: {} })],
  [
    'writes metrics of each route',
    (of) => Object.assign(of['HttpApiStage']?.Properties['DefaultRouteSettings'], { DetailedMetricsEnabled: true }),
  ],
  ['HttpApiStage: does not wait for', (of) => delete of['HttpApiStage']?.DependsOn],
  ['is open beside its own name', (of) => set(of, 'HttpApi', { DisableExecuteApiEndpoint: false })],
  [
    'does not log JSON',
    (of) => set(of, 'HttpApiStage', { AccessLogSettings: { Format: '{"status":$context.status}' } }),
  ],
  ['does not log into AuditLog', (of) => set(of, 'HttpApiStage', { AccessLogSettings: { Format: '{}' } })],
  ['has no CORS of its own', (of) => set(of, 'HttpApi', { CorsConfiguration: undefined })],
  ['admits other origins', (of) => set(of, 'HttpApi', { CorsConfiguration: { AllowOrigins: ['*'] } })],
  ['does not expose', (of) => set(of, 'HttpApi', { CorsConfiguration: { ExposeHeaders: [] } })],
  ['does not let a browser ask', (of) => delete of['PreflightRoute']?.Condition],
  ['is there without a domain', (of) => delete of['ApiDomain']?.Condition],
  ['takes old TLS', (of) => set(of, 'ApiDomain', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' }] })],
  ['has no AWS::ApiGatewayV2::DomainName', (of) => delete of['ApiDomain']],

  // the network
  ['reaches clusters outside the VPC', (of) => set(of, 'PlanLambdaFunction', { VpcConfig: undefined })],
  ['reaches no cluster', (of) => set(of, 'ReconcileLambdaFunction', { VpcConfig: NETWORK })],
  ['is in a VPC whatever', (of) => set(of, 'PlanLambdaFunction', { VpcConfig: NETWORK })],
  ['may not join a network', (of) => set(of, 'JoinNetwork', { Roles: [] })],
  ["may not assume clusters' roles", (of) => set(of, 'AssumeClusterRoles', { Roles: [] })],
  ['does not wait for JoinNetwork', (of) => delete of['PlanLambdaFunction']?.DependsOn],

  // alarms
  ['no alarm watches its Errors, Throttles', (of) => add(of, 'NewLambdaFunction', 'AWS::Lambda::Function', {})],
  [
    'no alarm watches its ExecutionsTimedOut',
    (of) => add(of, 'NewMachine', 'AWS::StepFunctions::StateMachine', { Definition: {} }),
  ],
  ['no alarm watches its Approximate', (of) => add(of, 'NewQueue', 'AWS::SQS::Queue', {})],
  ['no alarm watches its 5xx', (of) => delete of['ApiErrorsAlarm']],
  ['none on FrozenSeconds', (of) => delete of['FrozenSecondsAlarm']],
  ['waits for Hopes, which nothing emits', (of) => set(of, 'MissedRunsAlarm', { Metrics: [OWN_METRIC] })],
  ['takes silence for life', (of) => set(of, 'SweepHeartbeatAlarm', { TreatMissingData: 'notBreaching' })],
  ['tells nobody', (of) => set(of, 'MissedRunsAlarm', { AlarmActions: [] })],
  ['does not say where to read on', (of) => set(of, 'MissedRunsAlarm', { AlarmDescription: 'Bad.' })],
  ['reads 11 metrics', (of) => set(of, 'MissedRunsAlarm', { Metrics: Array(11).fill(METRIC) })],
  ['searches', (of) => set(of, 'MissedRunsAlarm', { Metrics: [{ Expression: "SEARCH('x')" }] })],
  ['has no dashboard', (of) => delete of['Dashboard']],
];

const EXCEPT = 'RetainExceptOnCreate';
const NETWORK = { SubnetIds: { Ref: 'SubnetIds' }, SecurityGroupIds: { Ref: 'SecurityGroupIds' } };
const OWN_METRIC = { MetricStat: { Metric: { Namespace: 'Snapferry', MetricName: 'Hopes', Dimensions: [] } } };
const METRIC = { MetricStat: { Metric: { Namespace: 'x', MetricName: 'y', Dimensions: [] } } };

function set(of: Resources, name: string, properties: Record<string, unknown>): void {
  const resource = of[name];
  if (!resource) throw new Error(`the template has no ${name}`);
  Object.assign(resource.Properties, properties);
}

function add(of: Resources, name: string, type: string, properties: Record<string, unknown>): void {
  of[name] = { Type: type, Properties: properties };
}

function allow(of: Resources, statement: { Action: unknown; Resource: unknown }): void {
  set(of, 'LedgerReadWrite', { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } });
}

function log(of: Resources, changed: Record<string, unknown>): void {
  Object.assign(of['BackupMachine']?.Properties['LoggingConfiguration'], changed);
}

function trust(of: Resources, service: string): void {
  const statement = { ...allowed({ Service: service }), Action: 'sts:AssumeRole' };
  set(of, 'BackupMachineRole', { AssumeRolePolicyDocument: { Statement: [statement] } });
}

function admit(of: Resources, statements: readonly unknown[]): void {
  set(of, 'Key', { KeyPolicy: { Statement: statements } });
}

function allowed(principal: Record<string, unknown>) {
  return { Effect: 'Allow', Principal: principal, Action: 'kms:Decrypt', Resource: '*' };
}
