import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resourcesOf, type Template } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { familyOf } from './template-alarms.ts';

/** What of a deployment is not in the template: how it is deployed, and what is to be read when an alarm rings. */
export async function checkDeployment(template: Template, root: string): Promise<Finding[]> {
  const read = async (file: string) => await readFile(path.join(root, file), 'utf8');
  return [
    ...checkServerless(template, await read('serverless.yml')),
    ...checkRunbook(template, await read('docs/operations.md')),
  ];
}

function checkServerless(template: Template, text: string): Finding[] {
  const found = (what: string, remedy: string): Finding => ({ where: 'serverless.yml', what, remedy });
  const unset = Object.keys(template.Parameters ?? {}).filter((name) => !text.includes(`ParameterKey: ${name},`));
  return [
    ...unset.map((name) =>
      found(`hands over no ${name}`, 'Add it to stackParameters; CloudFormation has no other way.'),
    ),
    ...(/^ {2}deletionProtection: true$/m.test(text)
      ? []
      : [found('no termination protection', 'deletionProtection: true.')]),
    ...(/^ {2}versionFunctions: false$/m.test(text) ? [] : [found('keeps versions', 'versionFunctions: false.')]),
  ];
}

/** Every family of alarms has an entry of its name, and no entry is of an alarm that there is not. */
function checkRunbook(template: Template, text: string): Finding[] {
  const names = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties: of }]) => of.AlarmName);
  const families = new Set(names.map(familyOf));
  const entries = new Set([...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, name]) => String(name)));
  const found = (what: string, remedy: string): Finding => ({ where: 'docs/operations.md', what, remedy });
  return [
    ...[...families].filter((name) => !entries.has(name)).map((name) => found(`no entry of ${name}`, 'Add one.')),
    ...[...entries].filter((name) => !families.has(name)).map((name) => found(`${name} is no alarm`, 'Remove it.')),
  ];
}
