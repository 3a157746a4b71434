import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFunctions } from '../../../infra/package/bundle.ts';
import { startAccount } from '../../support/aws-account/account.ts';
import { Refusal } from '../../support/aws-account/answers.ts';
import { physicalId } from '../../support/aws-account/stack.ts';
import { valuesOf } from '../../support/aws-account/template-rules.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const STACK = 'snapferry-prod';
const BUCKET = physicalId(STACK, 'ServerlessDeploymentBucket');
const PARAMETERS = ['installationId=abcdefgh27', 'jwtIssuer=https://issuer.example', 'jwtAudience=snapferry'];
/** What a function's code is made of changes with it. */
const CHANGED = 'functions/domain/cluster/version.ts';

/** All that a deploy reads; the console is built of the last five. */
const PARTS = [
  'functions',
  'infra',
  'tools',
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'state-machines',
  'tsconfig.json',
  'client',
  'console',
  'docs/architecture.md',
];

let account: Awaited<ReturnType<typeof startAccount>>;
let checkout: string;
let version: string;

beforeAll(async () => {
  account = await startAccount();
  checkout = await mkdtemp(path.join(tmpdir(), 'snapferry-deploy-'));
  for (const part of PARTS) await cp(path.join(ROOT, part), path.join(checkout, part), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
  version = await readFile(path.join(checkout, CHANGED), 'utf8');
});
afterAll(async () => {
  await account.stop();
  await rm(checkout, { recursive: true, force: true });
});

interface Deploy {
  code: number;
  said: string;
  /** Of this deploy alone. */
  calls: string[];
}

/** The command of docs/operations.md, with no way to anything but the stand-in. */
async function deploy(parameters = PARAMETERS): Promise<Deploy> {
  const before = account.calls.length;
  const given = parameters.flatMap((each) => ['--param', each]);
  const environment = {
    ...account.environment,
    PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`,
    HOME: checkout,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_AWS_MONITORING_FREQUENCY: '10',
  };
  const { code, said } = await new Promise<Omit<Deploy, 'calls'>>((resolve) => {
    const command = ['--no-install', 'serverless', 'deploy', '--stage', 'prod', '--region', 'eu-central-1', ...given];
    execFile('npx', command, { cwd: checkout, env: environment }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
    });
  });
  return { code, said, calls: account.calls.slice(before) };
}

const stack = () => account.stacks.get(STACK);
const uploads = (calls: string[]) => calls.filter((call) => call.startsWith('s3 PUT') && call.includes('.zip?'));
const actions = (calls: string[]) =>
  calls.filter((call) => /cloudformation (Create|Execute|UpdateT)/.test(call)).map((call) => call.split(' ')[1]);

/** Where each function of the stack has its code, and what lies there. */
function codeOf(): Map<string, string> {
  const resources = Object.entries(stack()?.template?.Resources ?? {});
  return new Map(
    resources
      .filter(([, { Type: type }]) => type === 'AWS::Lambda::Function')
      .map(([name, { Properties: of }]) => [name, (of as { Code: { S3Key: string } }).Code.S3Key]),
  );
}

describe('npx serverless deploy', { timeout: 300_000 }, () => {
  let first: Map<string, string>;

  it('makes the stack, with every zip in its bucket, and protects it', async () => {
    const functions = readFunctions(await readFile(path.join(ROOT, 'infra/functions.yml'), 'utf8'));

    const { code, said, calls } = await deploy();

    expect(code, said).toBe(0);
    expect(actions(calls)).toEqual([
      'CreateChangeSet',
      'ExecuteChangeSet',
      'CreateChangeSet',
      'ExecuteChangeSet',
      'UpdateTerminationProtection',
    ]);
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE', isProtected: true, updates: 2 });
    first = codeOf();
    expect(first.size).toBe(functions.length);
    for (const key of first.values()) expect(account.buckets.get(BUCKET)?.get(key)?.body.length).toBeGreaterThan(1000);
  });

  it('changes the stack when the code has changed', async () => {
    await writeFile(path.join(checkout, CHANGED), version.replace(/'[^']+'/, "'99.0.0'"));

    const { code, said, calls } = await deploy();

    expect(code, said).toBe(0);
    expect(actions(calls)).toEqual(['CreateChangeSet', 'ExecuteChangeSet', 'UpdateTerminationProtection']);
    expect(uploads(calls)).toHaveLength(first.size);
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE', isProtected: true, updates: 3 });
    expect([...codeOf().values()]).not.toEqual([...first.values()]);
  });

  it('changes nothing, and removes nothing, when nothing has changed', async () => {
    const { code, said, calls } = await deploy();

    expect(code, said).toBe(0);
    expect(said).toContain('No changes to deploy');
    expect(actions(calls)).toEqual(['CreateChangeSet', 'UpdateTerminationProtection']);
    expect(stack()).toMatchObject({ isProtected: true, updates: 3 });
    for (const key of codeOf().values()) expect(account.buckets.get(BUCKET)?.has(key)).toBe(true);
  });

  it('goes back to the zips of before when the code does', async () => {
    await writeFile(path.join(checkout, CHANGED), version);

    const { code, said } = await deploy();

    expect(code, said).toBe(0);
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE', updates: 4 });
    expect(codeOf()).toEqual(first);
  });

  it('is refused, by name, when a parameter is missing that must be given', () => {
    for (const missing of ['installationId', 'jwtIssuer', 'jwtAudience']) {
      const values = { ...stack()?.values, [`${missing.charAt(0).toUpperCase()}${missing.slice(1)}`]: '' };
      const template = stack()?.template;

      expect(() => template && valuesOf(template, values), missing).toThrow(Refusal);
      expect(() => template && valuesOf(template, values)).toThrow(new RegExp(missing, 'i'));
    }
  });
});
