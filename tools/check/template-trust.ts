import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { type Statement, statementsOf } from './template-statements.ts';

/** Services that assume a role without saying for whom, each with the reason. */
const SAYS_NOTHING: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com':
    'Lambda sends neither SourceAccount nor SourceArn; a role is given to a function by who may pass it',
};
/** Who must be able to use the key, or loses what it sends without a word. */
const USERS = ['logs.', 'events.', 'scheduler.'];
const MAX_MANAGED_POLICIES = 10;

/** Nobody else's resources may act through our roles, queues and key (the confused deputy), and ours can. */
export function checkTrust(template: Template): Finding[] {
  return [...checkRoles(template), ...checkQueues(template), ...checkKeyPolicy(template)];
}

function checkRoles(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::IAM::Role')) {
    for (const statement of statementsOf(of.AssumeRolePolicyDocument)) {
      const services = servicesOf(statement).filter((service) => !(service in SAYS_NOTHING));
      if (services.length === 0 || namesItsSender(statement)) continue;
      findings.push({
        where: name,
        what: `trusts ${services.join(', ')} for anybody`,
        remedy: 'Add SourceAccount and SourceArn.',
      });
    }
    const named: string[] = (of.ManagedPolicyArns ?? []).map((arn: unknown) => targetOf(arn) ?? '');
    for (const policy of named.filter((each) => template.Resources[each]?.Type === 'AWS::IAM::Policy')) {
      findings.push({
        where: name,
        what: `names ${policy}, which is written into roles`,
        remedy: 'List the role there.',
      });
    }
    const managed = named.length;
    if (managed > MAX_MANAGED_POLICIES) {
      findings.push({
        where: name,
        what: `has ${managed} managed policies, of at most ${MAX_MANAGED_POLICIES}`,
        remedy: 'Join capabilities that go together, or attach one with AWS::IAM::Policy.',
      });
    }
  }
  return findings;
}

function checkQueues(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::SQS::QueuePolicy')) {
    for (const statement of statementsOf(of.PolicyDocument)) {
      if (statement.Effect === 'Deny' || namesItsSender(statement)) continue;
      findings.push({ where: name, what: 'admits any sender', remedy: 'Add SourceAccount and SourceArn.' });
    }
  }
  return findings;
}

function checkKeyPolicy(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::KMS::Key')) {
    const found = (what: string, remedy: string) => findings.push({ where: name, what, remedy });
    const statements = statementsOf(of.KeyPolicy);
    for (const prefix of USERS) {
      const admitted = statements.some((one) => servicesOf(one).some((service) => service.startsWith(prefix)));
      if (!admitted) found(`does not admit ${prefix}amazonaws.com`, 'Without it, what it sends is lost.');
    }
    for (const statement of statements) {
      const actions = [statement.Action].flat();
      if (actions.some((each) => each.includes('*')) && !isOwnAccount(statement))
        found(`allows ${actions.join(', ')} to others than the account`, 'Name the actions.');
      const keys = conditionKeysOf(statement);
      const services = servicesOf(statement);
      const bound = keys.some((key) => key.startsWith('kms:EncryptionContext:')) || namesItsSender(statement);
      if (services.length > 0 && !bound) found(`admits ${services.join(', ')} for anybody`, 'Name the sender.');
      if (isAnybody(statement) && !(keys.includes('kms:CallerAccount') && keys.includes('kms:ViaService')))
        found('admits anybody', 'Add kms:CallerAccount and kms:ViaService.');
    }
  }
  return findings;
}

function namesItsSender(statement: Statement): boolean {
  const keys = conditionKeysOf(statement);
  return keys.includes('aws:SourceAccount') && keys.includes('aws:SourceArn');
}

function conditionKeysOf({ Condition: condition = {} }: Statement): string[] {
  return Object.values(condition).flatMap((each) => Object.keys(each));
}

function principalOf({ Principal: principal }: Statement): { AWS?: unknown; Service?: unknown } {
  return typeof principal === 'string' ? { AWS: principal } : (principal ?? {});
}

/** Also of a name within Fn::Sub: `logs.${AWS::Region}.amazonaws.com`. */
function servicesOf(statement: Statement): string[] {
  const { Service: services } = principalOf(statement);
  return [services ?? []].flat().map((each) => (typeof each === 'string' ? each : String(each['Fn::Sub' as never])));
}

function isAnybody(statement: Statement): boolean {
  return principalOf(statement).AWS === '*';
}

function isOwnAccount(statement: Statement): boolean {
  return JSON.stringify(principalOf(statement).AWS ?? '').includes(':iam::${AWS::AccountId}:root');
}
