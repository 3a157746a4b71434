import { branchesOf, type Resource, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** Actions that AWS grants on `*` only, each with its reason. */
const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray has no resource for segments',
  'xray:PutTelemetryRecords': 'X-Ray has no resource for telemetry',
  'xray:GetSamplingRules': 'X-Ray has no resource for sampling',
  'xray:GetSamplingTargets': 'as GetSamplingRules',
  'scheduler:ListSchedules': 'a list has no resource; AWS grants it on * only',
  'logs:CreateLogDelivery': 'log delivery has no resource; Step Functions sets it up with the role of the machine',
  'logs:GetLogDelivery': 'as CreateLogDelivery',
  'logs:UpdateLogDelivery': 'as CreateLogDelivery',
  'logs:DeleteLogDelivery': 'as CreateLogDelivery',
  'logs:ListLogDeliveries': 'as CreateLogDelivery',
  'logs:PutResourcePolicy': 'as CreateLogDelivery',
  'logs:DescribeResourcePolicies': 'as CreateLogDelivery',
  'logs:DescribeLogGroups': 'as CreateLogDelivery',
  'ec2:CreateNetworkInterface': 'Lambda asks for it on everything; the code itself is denied it (infra/network.cjs)',
  'ec2:DescribeNetworkInterfaces': 'EC2 has no resource for descriptions',
  'ec2:DescribeSubnets': 'as DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface': 'as CreateNetworkInterface: the interface has no name before it is made',
  'ec2:AssignPrivateIpAddresses': 'as DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses': 'as DeleteNetworkInterface',
};

/** Resources that end in `*` because AWS adds to the name, each with its reason. */
const BELOW_A_NAME: readonly [RegExp, string][] = [
  [
    /:secret:[a-z]+\/[^/*]+\/(?:clusters|locations|notifications)\/\*$/,
    'secrets are made at run time, and AWS adds six random characters to each',
  ],
  [/:schedule\/[a-z]+-[^/*]+\/\*$/, 'schedules are made at run time, in the group of this stack'],
  [/:execution:[a-z]+-[^:*]+:\*$/, 'executions are made at run time, under the name of their machine'],
];

export interface Statement {
  Effect: string;
  Principal?: string | { AWS?: unknown; Service?: unknown };
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** Least privilege as far as a template shows it: no `*` action, and `*` in a resource only from the lists above. */
export function checkStatements(template: Template): Finding[] {
  const findings: Finding[] = [];
  for (const [name, resource] of Object.entries(template.Resources)) {
    for (const statement of identityStatements(resource)) findings.push(...checkStatement(name, statement));
  }
  return findings;
}

function checkStatement(
  where: string,
  { Effect: effect, Action: action, Resource: resource, Condition: condition }: Statement,
): Finding[] {
  if (effect !== 'Allow') return [];
  const actions = [action].flat();
  const findings = changesAudit(actions, [resource].flat(), condition)
    ? [{ where, what: 'may change the audit trail', remedy: 'Leave audit-* out by dynamodb:LeadingKeys.' }]
    : [];
  for (const each of actions) {
    if (each.includes('*')) findings.push({ where, what: `allows ${each}`, remedy: 'Name the actions.' });
  }
  for (const each of [resource].flat()) {
    const text = textOf(each);
    if (text === '*') {
      const unlisted = actions.filter((name) => !(name in ON_EVERYTHING));
      if (unlisted.length > 0) {
        findings.push({
          where,
          what: `allows ${unlisted.join(', ')} on *`,
          remedy: 'Name the resource, or list why not.',
        });
      }
    } else if (text.includes('*') && !BELOW_A_NAME.some(([pattern]) => pattern.test(text))) {
      findings.push({ where, what: `allows ${actions.join(', ')} on ${text}`, remedy: 'Name it, or list why not.' });
    }
  }
  return findings;
}

/** Records of the audit trail are put, by whoever may only put them, and are otherwise out of reach. */
function changesAudit(actions: string[], resources: unknown[], condition: Statement['Condition']): boolean {
  const writes = actions.filter((name) => /:(Put|Update|Delete|BatchWrite|PartiQL)/.test(name));
  if (writes.length === 0 || !resources.some((resource) => targetOf(resource) === 'LedgerTable')) return false;
  const keysOf = (operator: string) => String(condition?.[operator]?.['dynamodb:LeadingKeys'] ?? '');
  const onlyAdds = keysOf('ForAllValues:StringLike') === 'audit-*' && String(writes) === 'dynamodb:PutItem';
  return !onlyAdds && keysOf('ForAllValues:StringNotLike') !== 'audit-*';
}

function identityStatements({ Type: type, Properties: of }: Resource): Statement[] {
  const inline = (type === 'AWS::IAM::Role' ? (of.Policies ?? []) : []) as { PolicyDocument?: unknown }[];
  const managed = /^AWS::IAM::(Managed)?Policy$/.test(type) ? statementsOf(of.PolicyDocument) : [];
  return [...inline.flatMap(({ PolicyDocument: document }) => statementsOf(document)), ...managed];
}

/** Those too that are there under a condition. */
export function statementsOf(document: unknown): Statement[] {
  const statements = (document as { Statement?: unknown[] } | undefined)?.Statement ?? [];
  return statements.flatMap(branchesOf) as Statement[];
}

/** The text of a resource, also within Fn::Sub; a reference has none and is exact. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const sub = (resource as { 'Fn::Sub'?: string | [string] } | undefined)?.['Fn::Sub'];
  return Array.isArray(sub) ? sub[0] : (sub ?? '');
}
