import { type Resource, type Template, targetOf, textOf } from './cfn-template.ts';
import { type Finding, type Found, findingsAt } from './finding.ts';
import { inlineStatements, type Statement, statementsOf } from './role-statements.ts';

/** Actions that AWS grants on `*` only, each with its reason. */
const ON_EVERYTHING: readonly [actions: RegExp, why: string][] = [
  [/^xray:(Put(TraceSegments|TelemetryRecords)|GetSampling(Rules|Targets))$/, 'X-Ray has no resources'],
  [/^scheduler:ListSchedules$/, 'a list has no resource'],
  [
    /^logs:((Create|Get|Update|Delete)LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe(ResourcePolicies|LogGroups))$/,
    'log delivery has no resource; Step Functions sets it up with the role of the machine',
  ],
  [/^ec2:Describe(NetworkInterfaces|Subnets)$/, 'EC2 has no resource for descriptions'],
  [
    /^ec2:((Create|Delete)NetworkInterface|(Assign|Unassign)PrivateIpAddresses)$/,
    'the interface has no name before Lambda makes it; the code itself is denied it (infra/network.cjs)',
  ],
];

/** Resources that end in `*` because AWS adds to the name, each with its reason. */
const BELOW_A_NAME: readonly [resource: RegExp, why: string][] = [
  [
    /:secret:[a-z]+\/[^/*]+\/(?:clusters|locations|notifications)\/\*$/,
    'secrets are made at run time, and AWS adds six random characters to each',
  ],
  [/:schedule\/[a-z]+-[^/*]+\/\*$/, 'schedules are made at run time, in the group of this stack'],
  [/:execution:[a-z]+-[^:*]+:\*$/, 'executions are made at run time, under the name of their machine'],
];

/** Least privilege as far as a template shows it: no `*` action, and `*` in a resource only from the lists above. */
export function checkStatements(template: Template): Finding[] {
  return Object.entries(template.Resources).flatMap(([name, resource]) =>
    findingsAt(name, (found) => {
      for (const statement of identityStatements(resource)) checkStatement(statement, found);
    }),
  );
}

function checkStatement(
  { Effect: effect, Action: action, Resource: resource, Condition: condition }: Statement,
  found: Found,
) {
  if (effect !== 'Allow') return;
  const actions = [action].flat();
  const resources = [resource].flat();
  if (changesAudit(actions, resources, condition))
    found('may change the audit trail', 'Leave audit-* out by dynamodb:LeadingKeys.');
  for (const each of actions) if (each.includes('*')) found(`allows ${each}`, 'Name the actions.');
  for (const text of resources.map(textOf)) {
    const unlisted = actions.filter((name) => !ON_EVERYTHING.some(([pattern]) => pattern.test(name)));
    if (text === '*' && unlisted.length > 0)
      found(`allows ${unlisted.join(', ')} on *`, 'Name the resource, or list why not.');
    else if (text !== '*' && text.includes('*') && !BELOW_A_NAME.some(([pattern]) => pattern.test(text)))
      found(`allows ${actions.join(', ')} on ${text}`, 'Name it, or list why not.');
  }
}

/** Records of the audit trail are put, by whoever may only put them, and are otherwise out of reach. */
function changesAudit(actions: string[], resources: unknown[], condition: Statement['Condition']): boolean {
  const writes = actions.filter((name) => /:(Put|Update|Delete|BatchWrite|PartiQL)/.test(name));
  if (writes.length === 0 || !resources.some((resource) => targetOf(resource) === 'LedgerTable')) return false;
  const keysOf = (operator: string) => String(condition?.[operator]?.['dynamodb:LeadingKeys'] ?? '');
  const onlyAdds = keysOf('ForAllValues:StringLike') === 'audit-*' && String(writes) === 'dynamodb:PutItem';
  return !onlyAdds && keysOf('ForAllValues:StringNotLike') !== 'audit-*';
}

function identityStatements(resource: Resource): Statement[] {
  if (resource.Type === 'AWS::IAM::Role') return inlineStatements(resource);
  return /^AWS::IAM::(Managed)?Policy$/.test(resource.Type) ? statementsOf(resource.Properties.PolicyDocument) : [];
}
