import { type Resource, resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Need } from './iam-actions.ts';
import { type Statement, statementsOf } from './template-statements.ts';

/** A statement that allows, and the policy that it is of; one that is written into the role has no name. */
export interface Granted {
  policy: string;
  statement: Statement;
}

/** All that a role is allowed, under whatever condition of the template. */
export function grantsOf(template: Template, role: string): Granted[] {
  const of: Resource['Properties'] = template.Resources[role]?.Properties ?? {};
  const documentOf = (name: string) => statementsOf(template.Resources[name]?.Properties.PolicyDocument);
  const managed = ((of.ManagedPolicyArns ?? []) as unknown[]).map((arn) => targetOf(arn) ?? '');
  const attached = resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties: policy }]) => ((policy.Roles ?? []) as unknown[]).some((one) => targetOf(one) === role))
    .map(([name]) => name);
  const inline = ((of.Policies ?? []) as { PolicyDocument?: unknown }[]).flatMap((one) =>
    statementsOf(one.PolicyDocument),
  );
  const named = [...managed, ...attached].map((policy) => ({ policy, statements: documentOf(policy) }));
  return [...named, { policy: '', statements: inline }].flatMap(({ policy, statements }) =>
    statements.filter(({ Effect: effect }) => effect === 'Allow').map((statement) => ({ policy, statement })),
  );
}

export function allows({ statement }: Granted, { action, on, key }: Need): boolean {
  const { Action: actions, Resource: resources, Condition: condition = {} } = statement;
  return (
    [actions].flat().includes(action) &&
    [resources].flat().some((resource) => isResource(resource, on)) &&
    Object.entries(condition).every(([operator, { 'dynamodb:LeadingKeys': keys }]) => takes(operator, keys, key))
  );
}

function isResource(resource: unknown, wanted: string): boolean {
  const sub = (resource as { 'Fn::Sub'?: string } | undefined)?.['Fn::Sub'];
  return (targetOf(resource) ?? sub ?? String(resource)).endsWith(wanted);
}

/** Conditions other than on the partition are those of the service that asks, and hold. */
function takes(operator: string, keys: unknown, key = ''): boolean {
  if (keys === undefined) return true;
  const isListed = [keys].flat().some((pattern) => matches(String(pattern), key, operator.endsWith('Like')));
  return /Not(?:Equals|Like)$/.test(operator) ? !isListed : isListed;
}

function matches(pattern: string, key: string, isGlob: boolean): boolean {
  return isGlob && pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
}
