import { branchesOf, type Resource, resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** Where each kind of thing that is kept names its key. */
const KEY_OF: Readonly<Record<string, (of: Resource['Properties']) => unknown>> = {
  'AWS::DynamoDB::Table': (of) => of.SSESpecification?.KMSMasterKeyId,
  'AWS::Logs::LogGroup': (of) => of.KmsKeyId,
  'AWS::SQS::Queue': (of) => of.KmsMasterKeyId,
  'AWS::SNS::Topic': (of) => of.KmsMasterKeyId,
};
/** What must be there to read tables, logs and letters when the stack is gone. */
const OUTLIVES: readonly RegExp[] = [/^AWS::DynamoDB::Table$/, /^AWS::KMS::Key$/];

/** What outlives the stack does, is encrypted with the one key, and what need not be kept for ever is not. */
export function checkKept(template: Template): Finding[] {
  return [...checkRetained(template), ...checkTables(template), ...checkLogs(template), ...checkKey(template)];
}

function checkRetained(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, resource] of Object.entries(template.Resources)) {
    if (!OUTLIVES.some((type) => type.test(resource.Type)) && name !== 'AuditLog') continue;
    const policy = policyOf(resource);
    if (resource.DeletionPolicy === policy && resource.UpdateReplacePolicy === 'Retain') continue;
    const remedy = `DeletionPolicy: ${policy}, UpdateReplacePolicy: Retain.`;
    findings.push({ where: name, what: 'is not retained', remedy });
  }
  for (const name of ['AuditLog', 'CatalogTable', 'LedgerTable', 'Key']) {
    if (!template.Resources[name]) findings.push({ where: name, what: 'is not there', remedy: 'See infra/.' });
  }
  return findings;
}

/**
 * What the first deploy makes goes with it when it fails, so that each try does not leave another one behind. Not so
 * tables: their deletion protection would make the rollback fail as well.
 */
function policyOf({ Properties: of }: Resource): 'Retain' | 'RetainExceptOnCreate' {
  return of.DeletionProtectionEnabled === undefined ? 'RetainExceptOnCreate' : 'Retain';
}

function checkTables(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::DynamoDB::Table')) {
    const found = (what: string) => findings.push({ where: name, what, remedy: 'See infra/tables.yml.' });
    if (of.DeletionProtectionEnabled !== true) found('has no deletion protection');
    if (!of.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled) found('has no point-in-time recovery');
    if (of.TableName) found('has a fixed name');
  }
  return findings;
}

function checkLogs(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::Logs::LogGroup')) {
    const wanted = name === 'AuditLog' ? 'AuditRetentionDays' : 'LogRetentionDays';
    if (!of.RetentionInDays) findings.push({ where: name, what: 'keeps logs for ever', remedy: 'Set a retention.' });
    else if (targetOf(of.RetentionInDays) !== wanted)
      findings.push({ where: name, what: 'has a retention of its own', remedy: `Refer to ${wanted}.` });
  }
  for (const [name] of resourcesOf(template, 'AWS::Lambda::Function')) {
    const group = name.replace(/LambdaFunction$/, 'LogGroup');
    if (!template.Resources[group]) findings.push({ where: name, what: `has no ${group}`, remedy: 'Make it one.' });
  }
  return findings;
}

function checkKey(template: Template): Finding[] {
  const findings: Finding[] = [];
  const keys = resourcesOf(template, 'AWS::KMS::Key');
  if (keys.length !== 1)
    findings.push({ where: 'template', what: `has ${keys.length} keys`, remedy: 'One key serves all.' });
  for (const [name, { Properties: of }] of keys) {
    if (of.EnableKeyRotation !== true) findings.push({ where: name, what: 'is not rotated', remedy: 'Rotate it.' });
  }
  for (const [name, { Type: type, Properties: of }] of Object.entries(template.Resources)) {
    const keyOf = KEY_OF[type];
    if (keyOf && !isTheKey(keyOf(of))) {
      findings.push({ where: name, what: 'is not encrypted with the key', remedy: 'See infra/keys.yml for how.' });
    }
  }
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    if (!isTheKey(of.Environment?.Variables?.SECRET_KEY_ID))
      findings.push({ where: name, what: 'makes secrets without the key', remedy: 'Set SECRET_KEY_ID.' });
  }
  return findings;
}

/** The key of the stack, or the one of the parameter. */
function isTheKey(value: unknown): boolean {
  return branchesOf(value).map(targetOf).join() === 'Key,KeyArn';
}
