import { branchesOf, type Resource, resourcesOf, type Template, targetOf, targetsOf, textOf } from './cfn-template.ts';
import type { Need } from './iam-actions.ts';

export interface Statement {
  Effect: string;
  Principal?: string | { AWS?: unknown; Service?: unknown };
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** Those too that are there under a condition. */
export function statementsOf(document: unknown): Statement[] {
  const statements = (document as { Statement?: unknown[] } | undefined)?.Statement ?? [];
  return statements.flatMap(branchesOf) as Statement[];
}

/** What is written into a role itself. */
export function inlineStatements({ Properties: of }: Pick<Resource, 'Properties'>): Statement[] {
  return ((of.Policies ?? []) as { PolicyDocument?: unknown }[]).flatMap((one) => statementsOf(one.PolicyDocument));
}

/** A statement that allows, and the policy that it is of; one that is written into the role has no name. */
export interface Granted {
  policy: string;
  statement: Statement;
}

/** All that a role is allowed, under whatever condition of the template. */
export function grantsOf(template: Template, role = ''): Granted[] {
  const of: Resource['Properties'] = template.Resources[role]?.Properties ?? {};
  const attached = resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties: policy }]) => targetsOf(policy.Roles).includes(role))
    .map(([name]) => name);
  const named = [...targetsOf(of.ManagedPolicyArns), ...attached].map((policy = '') => ({
    policy,
    statements: statementsOf(template.Resources[policy]?.Properties.PolicyDocument),
  }));
  return [...named, { policy: '', statements: inlineStatements({ Properties: of }) }].flatMap(
    ({ policy, statements }) =>
      statements.filter(({ Effect: effect }) => effect === 'Allow').map((statement) => ({ policy, statement })),
  );
}

/** What a role may do this on, by logical names. */
export function resourcesFor(template: Template, role: string | undefined, action: string): (string | undefined)[] {
  return grantsOf(template, role)
    .filter(({ statement: { Action: actions } }) => [actions].flat().includes(action))
    .flatMap(({ statement: { Resource: resource } }) => targetsOf(resource));
}

export function allows({ statement }: Granted, { action, on, key }: Need): boolean {
  const { Action: actions, Resource: resources, Condition: condition = {} } = statement;
  return (
    [actions].flat().includes(action) &&
    [resources].flat().some((resource) => (targetOf(resource) ?? textOf(resource)).endsWith(on)) &&
    Object.entries(condition).every(([operator, { 'dynamodb:LeadingKeys': keys }]) => takes(operator, keys, key))
  );
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
