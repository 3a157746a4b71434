import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFunctions } from '../../infra/package/bundle.ts';
import { type Package, packageInto } from '../../infra/package/package.ts';
import { readTemplate, type Template, targetOf } from '../../tools/check/cfn-template.ts';
import { checkRights } from '../../tools/check/iam.ts';
import { checkTemplate } from '../../tools/check/template.ts';
import { readCosts } from '../bench/costs.ts';
import { countStack } from '../bench/stack-counts.ts';
import { PLANTED } from './broken-templates.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let first: Package;
let second: Package;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'snapferry-package-'));
  first = await packageInto(root, path.join(folder, 'first'));
  second = await packageInto(root, path.join(folder, 'second'));
}, 600_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the package', () => {
  it('has a template of which everything holds that is asserted', async () => {
    expect(checkTemplate(await readTemplate(first.template))).toEqual([]);
  });

  it('is the same for the same sources', async () => {
    expect(await hashes(second)).toEqual(await hashes(first));
  });

  it('has a zip of at most 1 MiB for every function', async () => {
    const listed = readFunctions(await readFile(path.join(root, 'infra/functions.yml'), 'utf8'));

    const sizes = await Promise.all(first.zips.map(async (zip) => (await stat(zip)).size));

    expect(first.zips.map((zip) => path.basename(zip, '.zip'))).toEqual(listed.map(({ name }) => name).sort());
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
  });

  it('costs in a month without backups what docs/costs.md says (npm run costs writes it anew)', async () => {
    const { stack } = readCosts(await readFile(path.join(root, 'docs/costs.md'), 'utf8'));
    const counted = countStack(await readTemplate(first.template));

    // A function more is 20 cents more: the page may wait for it, but not for long.
    expect(stack.alarmMetrics / counted.alarmMetrics).toBeGreaterThan(0.8);
    expect(stack.alarmMetrics / counted.alarmMetrics).toBeLessThan(1.2);
    expect(stack.ownMetrics).toBe(counted.ownMetrics);
    expect(stack.scheduledCalls).toBe(counted.scheduledCalls);
  });

  it('takes an installation id of ten characters only', async () => {
    const { Parameters: parameters } = JSON.parse(await readFile(first.template, 'utf8')) as {
      Parameters: Record<string, { AllowedPattern: string; Default?: string }>;
    };
    const pattern = new RegExp(parameters['InstallationId']?.AllowedPattern ?? '');

    expect(parameters['InstallationId']?.Default).toBeUndefined();
    expect(pattern.test('abcdefgh27')).toBe(true);
    for (const wrong of ['', 'abcdefgh', 'ABCDEFGH27', 'abcdefgh01']) expect(pattern.test(wrong)).toBe(false);
  });
});

describe('the rights of a function', () => {
  const roleOf = (template: Template, name: string) => template.Resources[name]?.Properties ?? {};

  it('are what its code asks for', async () => {
    expect(await checkRights(await readTemplate(first.template), root)).toEqual([]);
  });

  it('are red when one is missing, or one too many', async () => {
    const template = await readTemplate(first.template);
    const without = (name: string, policy: string) => {
      const role = roleOf(template, name);
      role.ManagedPolicyArns = (role.ManagedPolicyArns as unknown[]).filter((arn) => targetOf(arn) !== policy);
    };
    const plan = roleOf(template, 'PlanRole');
    without('RecordsRole', 'LeasesWrite');
    without('CheckSlotsRole', 'CatalogUsesWrite');
    without('ApiNotificationsRole', 'NotificationSecretsRead');
    plan.ManagedPolicyArns = [...(plan.ManagedPolicyArns as unknown[]), { Ref: 'LocationSecretsRead' }];

    const found = (await checkRights(template, root)).map(({ where, what }) => `${where}: ${what}`);

    expect(found.toSorted()).toEqual([
      'ApiNotificationsRole: lacks secretsmanager:GetSecretValue on /notifications/*',
      'CheckSlotsRole: lacks dynamodb:DeleteItem on CatalogTable (use#cluster#c1)',
      'CheckSlotsRole: lacks dynamodb:DeleteItem on CatalogTable (use#location#c1)',
      'CheckSlotsRole: lacks dynamodb:PutItem on CatalogTable (use#cluster#c1)',
      'CheckSlotsRole: lacks dynamodb:PutItem on CatalogTable (use#location#c1)',
      'PlanRole: its function does not need all of LocationSecretsRead',
      'RecordsRole: lacks dynamodb:UpdateItem on CatalogTable (lease)',
    ]);
  });
});

describe('the assertions of the template', () => {
  it.each(PLANTED)('say "%s" when it is so', async (said, change) => {
    const template = await readTemplate(first.template);
    change(template.Resources);

    const found = checkTemplate(template).map(({ where, what }) => `${where}: ${what}`);

    expect(found.join('\n')).toContain(said);
  });
});

async function hashes({ template, zips }: Package): Promise<string[]> {
  return await Promise.all(
    [template, ...zips].map(
      async (file) =>
        `${path.basename(file)} ${createHash('md5')
          .update(await readFile(file))
          .digest('hex')}`,
    ),
  );
}
