import { branchesOf, checkEach, type Resource, resourcesOf, type Template, targetOf, textOf } from './cfn-template.ts';
import { type Finding, findingsAt } from './finding.ts';
import { grantsOf } from './role-statements.ts';

/** Where each kind of thing that is kept names its key. */
const KEY_OF: Readonly<Record<string, (of: Resource['Properties']) => unknown>> = {
  'AWS::DynamoDB::Table': (of) => of.SSESpecification?.KMSMasterKeyId,
  'AWS::Logs::LogGroup': (of) => of.KmsKeyId,
  'AWS::SQS::Queue': (of) => of.KmsMasterKeyId,
  'AWS::SNS::Topic': (of) => of.KmsMasterKeyId,
};
/** What must be there to read tables, logs and letters when the stack is gone, beside the record of who asked. */
const OUTLIVE = ['AWS::DynamoDB::Table', 'AWS::KMS::Key'];

/** What outlives the stack does, is encrypted with the one key, and what need not be kept for ever is not. */
export function checkKept(template: Template): Finding[] {
  return [
    ...Object.entries(template.Resources).flatMap(([name, resource]) => checkResource(name, resource)),
    ...['AuditLog', 'CatalogTable', 'LedgerTable', 'Key']
      .filter((name) => !template.Resources[name])
      .map((name) => ({ where: name, what: 'is not there', remedy: 'See infra/.' })),
    ...checkTables(template),
    ...checkLogs(template),
    ...checkKey(template),
  ];
}

function checkResource(name: string, { Type: type, Properties: of, ...resource }: Resource): Finding[] {
  return findingsAt(name, (found) => {
    // What the first deploy makes goes with it when it fails, so that each try does not leave another one behind. Not so
    // tables: their deletion protection would make the rollback fail as well.
    const policy = of.DeletionProtectionEnabled === undefined ? 'RetainExceptOnCreate' : 'Retain';
    const isRetained = resource.DeletionPolicy === policy && resource.UpdateReplacePolicy === 'Retain';
    if ((OUTLIVE.includes(type) || name === 'AuditLog') && !isRetained)
      found('is not retained', `DeletionPolicy: ${policy}, UpdateReplacePolicy: Retain.`);
    const keyOf = KEY_OF[type];
    if (keyOf && !isTheKey(keyOf(of))) found('is not encrypted with the key', 'See infra/keys.yml for how.');
  });
}

function checkTables(template: Template): Finding[] {
  const queried = resourcesOf(template, 'AWS::IAM::Role')
    .flatMap(([role]) => grantsOf(template, role))
    .filter(({ statement: { Action: action } }) => [action].flat().includes('dynamodb:Query'))
    .flatMap(({ statement: { Resource: resource } }) => [resource].flat().map(textOf));
  return checkEach(template, 'AWS::DynamoDB::Table', (of, found, name) => {
    if (of.DeletionProtectionEnabled !== true) found('has no deletion protection', 'See infra/tables.yml.');
    if (!of.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled)
      found('has no point-in-time recovery', 'See infra/tables.yml.');
    if (of.TableName) found('has a fixed name', 'See infra/tables.yml.');
    for (const { IndexName: index } of of.GlobalSecondaryIndexes ?? []) {
      // An index costs a write for each write.
      if (!queried.includes(`\${${name}.Arn}/index/${index}`))
        found(`no role may query ${index}`, 'Query it (infra/policies.yml), or drop it before the first deploy.');
    }
  });
}

function checkLogs(template: Template): Finding[] {
  return [
    ...checkEach(template, 'AWS::Logs::LogGroup', (of, found, name) => {
      const wanted = name === 'AuditLog' ? 'AuditRetentionDays' : 'LogRetentionDays';
      if (!of.RetentionInDays) found('keeps logs for ever', 'Set a retention.');
      else if (targetOf(of.RetentionInDays) !== wanted) found('has a retention of its own', `Refer to ${wanted}.`);
    }),
    ...checkEach(template, 'AWS::Lambda::Function', (_, found, name) => {
      const group = name.replace(/LambdaFunction$/, 'LogGroup');
      if (!template.Resources[group]) found(`has no ${group}`, 'Make it one.');
    }),
  ];
}

function checkKey(template: Template): Finding[] {
  const keys = resourcesOf(template, 'AWS::KMS::Key').length;
  return [
    ...(keys === 1 ? [] : [{ where: 'template', what: `has ${keys} keys`, remedy: 'One key serves all.' }]),
    ...checkEach(template, 'AWS::KMS::Key', (of, found) => {
      if (of.EnableKeyRotation !== true) found('is not rotated', 'Rotate it.');
    }),
    ...checkEach(template, 'AWS::Lambda::Function', (of, found) => {
      if (!isTheKey(of.Environment?.Variables?.SECRET_KEY_ID))
        found('makes secrets without the key', 'Set SECRET_KEY_ID.');
    }),
  ];
}

/** The key of the stack, or the one of the parameter. */
function isTheKey(value: unknown): boolean {
  return branchesOf(value).map(targetOf).join() === 'Key,KeyArn';
}
