import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Template } from '../../../tools/check/cfn-template.ts';
import { checkRights } from '../../../tools/check/iam.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'snapferry-rights-'));
  await write('infra/functions.yml', 'tell: { handler: functions/tell/handlers.tell, role: TellRole }\n');
  await write('functions/tell/handlers.ts', "import { work } from './work.ts';\nexport const tell = work({});\n");
  await write('functions/platform/services.ts', 'export interface Services {\n  clock: Clock;\n  slots: Slots;\n}\n');
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('the check of rights', () => {
  it.each([
    ['services.catalog.writeStatus("location", name)', 'lacks dynamodb:UpdateItem on CatalogTable (location)'],
    ['catalog.addUse({ kind: "cluster", name }, user)', 'lacks dynamodb:PutItem on CatalogTable (use#cluster#c1)'],
    ['slots.note(uid, {})', 'lacks dynamodb:UpdateItem on CatalogTable (slots)'],
    ['[1].map(async () => await executions.stop(arn))', 'lacks states:StopExecution on -backup:*'],
    ['catalog.vanish(name)', 'catalog.vanish is not known'],
    ['(({ purge }: Pick<Ledger, "purge">) => purge(name))(ledger)', 'lacks dynamodb:DeleteItem on LedgerTable (bk-1)'],
  ])('says of %s, however deep, that the role %s', async (call, said) => {
    await write('functions/tell/work.ts', `export const work = (services) => () => deeper(services);\n${deeper(call)}`);

    expect((await found()).join('\n')).toContain(said);
  });

  it('says nothing of what is allowed, and of a call that nothing reaches', async () => {
    await write(
      'functions/tell/work.ts',
      `export const work = () => () => slots.read(uid);\n${deeper('slots.note(uid, {})')}`,
    );

    expect(await found()).toEqual([]);
  });

  it('says that a service is new', async () => {
    await write('functions/tell/work.ts', 'export const work = () => () => slots.read(uid);');
    await write(
      'functions/platform/services.ts',
      'export interface Services {\n  clock: Clock;\n  queues: Queues;\n}\n',
    );

    expect(await found()).toEqual(['functions/platform/services.ts: queues is not known']);
  });
});

function deeper(call: string): string {
  return `async function deeper(services) {\n  return await ${call};\n}\n`;
}

async function found(): Promise<string[]> {
  return (await checkRights(TEMPLATE, root)).map(({ where, what }) => `${where}: ${what}`);
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const TEMPLATE: Template = {
  Resources: {
    TellRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: [{ Ref: 'CatalogRead' }],
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: { 'Fn::GetAtt': ['TellLogGroup', 'Arn'] } },
                { Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' },
              ],
            },
          },
        ],
      },
    },
    CatalogRead: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: { 'Fn::GetAtt': ['CatalogTable', 'Arn'] } },
          ],
        },
      },
    },
  },
};
