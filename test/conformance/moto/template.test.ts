import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateInto } from '../../../infra/package/package.ts';
import { readTables } from '../../../local/tables-file.ts';
import { readTemplate, resourcesOf, type Template } from '../../../tools/check/cfn-template.ts';
import { createStack } from '../../support/moto/stack.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Those without a default, and those without which some resources are not made. */
const PARAMETERS = {
  EksAccessRoles: 'arn:aws:iam::000000000000:role/snapferry-*',
  NotificationTopicArns: 'arn:aws:sns:us-east-1:000000000000:on-call',
  InstallationId: 'abcdefghij',
  JwtIssuer: 'https://issuer.example',
  JwtAudience: 'snapferry',
};

/**
 * Types that moto 5.2.5 cannot create from a template, each with the reason and who looks after it instead.
 * One that moto learns, or that the template has no more, must go from this list.
 */
const UNSUPPORTED: Record<string, string> = {
  'AWS::ApiGatewayV2::Api': 'moto has the API of it, not the type; routes and scopes are asserted in tools/check',
  'AWS::ApiGatewayV2::ApiMapping': 'as the Api; the domain is asserted in tools/check',
  'AWS::ApiGatewayV2::Authorizer': 'as the Api',
  'AWS::ApiGatewayV2::DomainName': 'as the ApiMapping',
  'AWS::ApiGatewayV2::Integration': 'as the Api',
  'AWS::ApiGatewayV2::Route': 'as the Api',
  'AWS::ApiGatewayV2::Stage': 'as the Api',
  'AWS::CloudWatch::Alarm': 'moto has the API of it, not the type; alarms are asserted in tools/check',
  'AWS::Lambda::EventInvokeConfig': 'moto has the API of it, not the type; dead letters are asserted in tools/check',
  'AWS::S3::BucketPolicy': 'moto takes the type for one without a resource; it is of osls, and read by cfn-lint',
  'AWS::SQS::QueuePolicy': 'moto takes the type for one without a resource; its statement is asserted in tools/check',
  'AWS::Scheduler::ScheduleGroup': 'moto has the API of it, not the type; its rights are asserted in tools/check',
};

let folder: string;
let template: Template;
let stack: Awaited<ReturnType<typeof createStack>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapferry-template-'));
  const file = await templateInto(ROOT, folder);
  template = await readTemplate(file);
  stack = await createStack(file, PARAMETERS);
}, 600_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const created = (type: string) =>
  resourcesOf(template, type).map(([name, written]) => ({ name, written, there: stack.resources[name] }));
const idsOf = (type: string): string[] => created(type).map(({ there }) => String(there?.['arn'] ?? there?.id));

describe('the packaged template, created by moto', () => {
  it('has every resource, but for types that moto is known not to support', () => {
    expect(stack.absent).toEqual([]);
    expect([...new Set(Object.values(stack.unsupported))].toSorted()).toEqual(Object.keys(UNSUPPORTED).toSorted());
    const all = [...Object.keys(stack.resources), ...Object.keys(stack.unsupported)];
    expect(all.toSorted()).toEqual(Object.keys(template.Resources).toSorted());
  });

  it('has the tables of infra/tables.yml, with their keys and indexes', () => {
    const written = readTables({ CatalogTable: 'CatalogTable', LedgerTable: 'LedgerTable' });

    for (const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes = [] } of written) {
      const there = stack.resources[TableName ?? ''];
      expect(there).toMatchObject({ KeySchema, AttributeDefinitions });
      const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
        IndexName,
        KeySchema: keys,
        Projection: expect.objectContaining({ ...Projection }),
      }));
      expect(there?.['GlobalSecondaryIndexes']).toEqual(indexes.map((index) => expect.objectContaining(index)));
    }
  });

  it('has machines whose every Task invokes a function of the stack', () => {
    const functions = idsOf('AWS::Lambda::Function');

    for (const { name, there } of created('AWS::StepFunctions::StateMachine')) {
      const text = String(there?.['definition']);
      const invoked = [...text.matchAll(/"FunctionName": "([^"]+)"/g)].map(([, arn]) => arn);

      expect(text, name).not.toContain('${');
      expect(invoked.length, name).toBeGreaterThan(0);
      expect(functions, name).toEqual(expect.arrayContaining(invoked));
    }
  });

  it('has rules that lead to functions of the stack and match its machines', () => {
    const functions = idsOf('AWS::Lambda::Function');
    const machines = idsOf('AWS::StepFunctions::StateMachine');

    for (const { name, there, written } of created('AWS::Events::Rule')) {
      expect(there?.['targets'], name).toHaveLength(written.Properties['Targets'].length);
      expect(functions, name).toEqual(expect.arrayContaining(there?.['targets']));
      if (!there?.['pattern']) continue;
      const { detail } = JSON.parse(there['pattern']) as { detail: { stateMachineArn?: string[] } };
      expect(detail.stateMachineArn?.toSorted() ?? machines, name).toEqual(machines.toSorted());
    }
  });

  it('has functions with roles, policies and log groups of their own', () => {
    const roles = new Map(created('AWS::IAM::Role').map(({ there }) => [there?.['arn'], there]));
    const policies = idsOf('AWS::IAM::ManagedPolicy');
    const logs = idsOf('AWS::Logs::LogGroup');

    for (const { name, there, written } of created('AWS::Lambda::Function')) {
      const role = roles.get(there?.['role']);
      expect(role?.['inline'], name).toContain('log');
      expect(policies, name).toEqual(expect.arrayContaining(role?.['attached']));
      expect(logs, name).toContain(`/aws/lambda/${there?.id}`);
      expect(there?.['timeout'], name).toBe(written.Properties['Timeout']);
    }
    expect(created('AWS::Logs::LogGroup').filter(({ there }) => !there?.['retentionDays'])).toEqual([]);
  });

  it('gives every function the names of the tables and machines that are there', () => {
    const machines = idsOf('AWS::StepFunctions::StateMachine');

    for (const { name, there } of created('AWS::Lambda::Function')) {
      const variables = there?.['environment'] as Record<string, string>;
      const named = Object.entries(variables).filter(([variable]) => variable.endsWith('MACHINE_ARN'));
      expect(machines, name).toEqual(expect.arrayContaining(named.map(([, arn]) => arn)));
      if (variables['LEDGER_TABLE']) expect(variables['LEDGER_TABLE'], name).toBe(stack.resources['LedgerTable']?.id);
      if (variables['CATALOG_TABLE'])
        expect(variables['CATALOG_TABLE'], name).toBe(stack.resources['CatalogTable']?.id);
    }
  });

  it('has queues that keep what was given up for 14 days', () => {
    for (const { name, there } of created('AWS::SQS::Queue')) expect(there?.['retentionSeconds'], name).toBe(1_209_600);
  });
});
