import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { grantsOf } from './role-statements.ts';

/** An index costs a write for each write: there is none that no role may query. */
export function checkIndexes(template: Template): Finding[] {
  const granted = resourcesOf(template, 'AWS::IAM::Role')
    .flatMap(([role]) => grantsOf(template, role))
    .filter(({ statement: { Action: action } }) => [action].flat().includes('dynamodb:Query'))
    .flatMap(({ statement: { Resource: resource } }) => [resource].flat())
    .map((resource) => String((resource as { 'Fn::Sub'?: unknown })['Fn::Sub'] ?? targetOf(resource)));
  return resourcesOf(template, 'AWS::DynamoDB::Table').flatMap(([table, { Properties: of }]) =>
    ((of.GlobalSecondaryIndexes ?? []) as { IndexName: string }[])
      .filter(({ IndexName: index }) => !granted.includes(`\${${table}.Arn}/index/${index}`))
      .map(({ IndexName: index }) => ({
        where: table,
        what: `no role may query ${index}`,
        remedy: 'Query it (infra/policies.yml), or drop it before the first deploy.',
      })),
  );
}
