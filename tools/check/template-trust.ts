import { checkEach, type Template, targetsOf, textOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { type Statement, statementsOf } from './role-statements.ts';

/** Lambda sends neither SourceAccount nor SourceArn; a role is given to a function by who may pass it. */
const SAYS_NOTHING = 'lambda.amazonaws.com';
/** Who must be able to use the key, or loses what it sends without a word. */
const USERS = ['logs.', 'events.', 'scheduler.'];
const MAX_MANAGED_POLICIES = 10;

/** Nobody else's resources may act through our roles, queues and key (the confused deputy), and ours can. */
export function checkTrust(template: Template): Finding[] {
  return [...checkRoles(template), ...checkQueues(template), ...checkKeyPolicy(template)];
}

function checkRoles(template: Template): Finding[] {
  return checkEach(template, 'AWS::IAM::Role', (of, found) => {
    for (const statement of statementsOf(of.AssumeRolePolicyDocument)) {
      const services = servicesOf(statement).filter((service) => service !== SAYS_NOTHING);
      if (services.length > 0 && !namesItsSender(statement))
        found(`trusts ${services.join(', ')} for anybody`, 'Add SourceAccount and SourceArn.');
    }
    const named = targetsOf(of.ManagedPolicyArns);
    for (const policy of named) {
      if (policy && template.Resources[policy]?.Type === 'AWS::IAM::Policy')
        found(`names ${policy}, which is written into roles`, 'List the role there.');
    }
    if (named.length > MAX_MANAGED_POLICIES)
      found(
        `has ${named.length} managed policies, of at most ${MAX_MANAGED_POLICIES}`,
        'Join capabilities that go together, or attach one with AWS::IAM::Policy.',
      );
  });
}

function checkQueues(template: Template): Finding[] {
  return checkEach(template, 'AWS::SQS::QueuePolicy', (of, found) => {
    for (const statement of statementsOf(of.PolicyDocument)) {
      if (statement.Effect !== 'Deny' && !namesItsSender(statement))
        found('admits any sender', 'Add SourceAccount and SourceArn.');
    }
  });
}

function checkKeyPolicy(template: Template): Finding[] {
  return checkEach(template, 'AWS::KMS::Key', (of, found) => {
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
      const isBound = keys.includes('kms:CallerAccount') && keys.includes('kms:ViaService');
      if (principalOf(statement).AWS === '*' && !isBound)
        found('admits anybody', 'Add kms:CallerAccount and kms:ViaService.');
    }
  });
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
  return [principalOf(statement).Service ?? []].flat().map(textOf);
}

function isOwnAccount(statement: Statement): boolean {
  return JSON.stringify(principalOf(statement).AWS ?? '').includes(':iam::${AWS::AccountId}:root');
}
