import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTemplate, type Template, targetOf } from '../../infra/check/cfn-template.ts';
import { checkRights } from '../../infra/check/rights.ts';
import { checkTemplate } from '../../infra/check/template.ts';
import { readFunctions } from '../../infra/package/bundle.ts';
import { type Package, packageInto } from '../../infra/package/package.ts';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
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

const PLANTED: readonly [said: string, change: (of: Template['Resources']) => void][] = [
  ['runtime nodejs20.x', (of) => set(of, 'PlanLambdaFunction', { Runtime: 'nodejs20.x' })],
  ['role SweepRole', (of) => set(of, 'PlanLambdaFunction', { Role: { 'Fn::GetAtt': ['SweepRole', 'Arn'] } })],
  ['PlanArn is not substituted', (of) => delete of['BackupMachine']?.Properties['DefinitionSubstitutions'].PlanArn],
  ['its role may not invoke', (of) => set(of, 'BackupMachineRole', { Policies: [] })],
  ['has no authorizer', (of) => set(of, 'GetV1BackupsRoute', { AuthorizationType: 'NONE' })],
  ['has the scopes', (of) => set(of, 'GetV1BackupsRoute', { AuthorizationScopes: [] })],
  ['is no route', (of) => delete of['GetV1BackupsRoute']],
  ['does not lead to', (of) => set(of, 'GetV1BackupsRoute', { Target: 'integrations/x' })],
  ['has no dead-letter queue', (of) => delete of['SweepRule']?.Properties['Targets'][0].DeadLetterConfig],
  ['does not match every machine', (of) => of['ExecutionEndedRule']?.Properties['EventPattern'].detail.status.pop()],
  ['is not retained', (of) => delete of['LedgerTable']?.DeletionPolicy],
  ['keeps logs for ever', (of) => set(of, 'MachineLogs', { RetentionInDays: undefined })],
  [
    'allows dynamodb:*',
    (of) => allow(of, { Action: 'dynamodb:*', Resource: { 'Fn::GetAtt': ['LedgerTable', 'Arn'] } }),
  ],
  ['allows dynamodb:GetItem on *', (of) => allow(of, { Action: ['dynamodb:GetItem'], Resource: '*' })],
  ['on arn:aws:s3:::*', (of) => allow(of, { Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::*' })],
  [
    'may change the audit trail',
    (of) => allow(of, { Action: 'dynamodb:DeleteItem', Resource: { 'Fn::GetAtt': ['LedgerTable', 'Arn'] } }),
  ],
  ['admits any sender', (of) => set(of, 'DeadLettersPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow' }] } })],
];

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

  it('has functions that load and export their handler', async () => {
    for (const { name, exported } of readFunctions(await readFile(path.join(root, 'infra/functions.yml'), 'utf8'))) {
      const file = path.join(folder, `${name}.mjs`);
      await writeFile(file, unzip(await readFile(path.join(folder, 'first/zips', `${name}.zip`))));
      const script = `const { ${exported}: handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;

      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env: ENVIRONMENT });

      expect(`${name} ${stdout.trim()}`).toBe(`${name} function`);
    }
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

describe('the rights of a function of a state machine', () => {
  const roleOf = (template: Template, name: string) => template.Resources[name]?.Properties ?? {};

  it('are what its steps ask for', async () => {
    expect(await checkRights(await readTemplate(first.template), root)).toEqual([]);
  });

  it('are red when one is missing, or one too many', async () => {
    const template = await readTemplate(first.template);
    const records = roleOf(template, 'RecordsRole');
    const plan = roleOf(template, 'PlanRole');
    records.ManagedPolicyArns = (records.ManagedPolicyArns as unknown[]).filter(
      (arn) => targetOf(arn) !== 'HoldLeases',
    );
    plan.ManagedPolicyArns = [...(plan.ManagedPolicyArns as unknown[]), { Ref: 'ReadLocationSecrets' }];

    const found = (await checkRights(template, root)).map(({ where, what }) => `${where}: ${what}`);

    expect(found.toSorted()).toEqual([
      'PlanRole: no step needs ReadLocationSecrets',
      'RecordsRole: its steps need HoldLeases',
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

const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  INSTALLATION_ID: 'abcdefgh27',
  CATALOG_TABLE: 'catalog',
  LEDGER_TABLE: 'ledger',
};

function set(of: Template['Resources'], name: string, properties: Record<string, unknown>): void {
  const resource = of[name];
  if (!resource) throw new Error(`the template has no ${name}`);
  Object.assign(resource.Properties, properties);
}

function allow(of: Template['Resources'], statement: { Action: unknown; Resource: unknown }): void {
  set(of, 'KeepLedger', { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } });
}

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

/** The one file of a zip of ours. */
function unzip(zip: Buffer): Buffer {
  const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  return inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(18)));
}
