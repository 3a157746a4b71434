import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Template } from '../../../tools/check/cfn-template.ts';
import { checkDeployment } from '../../../tools/check/deployment.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'snapferry-deployment-'));
  await mkdir(path.join(root, 'docs'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const template: Template = {
  Parameters: { KeyArn: { Type: 'String' } },
  Resources: {
    FirstAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'snapferry-dev-dead-letters-1' } },
    SecondAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'snapferry-dev-dead-letters-2' } },
  },
};
const SERVERLESS = `provider:
  versionFunctions: false
  deletionProtection: true
  stackParameters:
    - { ParameterKey: KeyArn, ParameterValue: x }
`;

async function found(serverless: string, runbook: string): Promise<string[]> {
  await writeFile(path.join(root, 'serverless.yml'), serverless);
  await writeFile(path.join(root, 'docs/operations.md'), runbook);
  return (await checkDeployment(template, root)).map(({ where, what }) => `${where}: ${what}`);
}

describe('the check of the deployment', () => {
  it('is content with an entry for each family of alarms, every parameter and the protections', async () => {
    expect(await found(SERVERLESS, '### `dead-letters`\n')).toEqual([]);
  });

  it('finds an alarm without an entry, and an entry without an alarm', async () => {
    expect(await found(SERVERLESS, '### `lost-letters`\n')).toEqual([
      'docs/operations.md: no entry of dead-letters',
      'docs/operations.md: lost-letters is no alarm',
    ]);
  });

  it('finds a parameter that is not handed over, and protections that are off', async () => {
    expect(await found('provider:\n  deletionProtection: false\n', '### `dead-letters`\n')).toEqual([
      'serverless.yml: hands over no KeyArn',
      'serverless.yml: no termination protection',
      'serverless.yml: keeps versions',
    ]);
  });

  it('reads the files of this repository', async () => {
    const serverless = await readFile(path.join(repository, 'serverless.yml'), 'utf8');

    expect(await found(serverless, '### `dead-letters`\n')).toEqual([]);
  });
});
