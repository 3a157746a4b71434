import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../tools/build/lock.ts';

export interface Package {
  template: string;
  zips: string[];
}

/**
 * Makes the CloudFormation template and the zips, offline and without credentials: the same files for the same sources.
 * @param folder gets `template.json` and `zips/`; what was there goes
 */
export async function packageInto(root: string, folder: string): Promise<Package> {
  return await alone(root, async () => {
    const template = await makeTemplate(root, folder, {});
    const names = await functionsOf(template);
    const zips = names.map((name) => path.join(folder, 'zips', name));
    for (const zip of zips) await cp(path.join(root, '.build/zips', path.basename(zip)), zip);
    return { template, zips };
  });
}

/** The template alone, for whoever asserts it; its zips do not exist. */
export async function templateInto(root: string, folder: string): Promise<string> {
  return await alone(root, async () => await makeTemplate(root, folder, { SNAPFERRY_TEMPLATE_ONLY: 'true' }));
}

/** osls writes into `.serverless` of the service's folder whatever it is told: two of them would remove each other's files. */
async function alone<Made>(root: string, make: () => Promise<Made>): Promise<Made> {
  await mkdir(path.join(root, '.build'), { recursive: true });
  return await withLock(path.join(root, '.build/package.lock'), quiet, make);
}

const quiet = () => () => undefined;

async function makeTemplate(root: string, folder: string, environment: Record<string, string>): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const work = path.join(folder, 'serverless');
  await runServerless(root, work, environment);
  const template = path.join(folder, 'template.json');
  await cp(path.join(work, 'cloudformation-template-update-stack.json'), template);
  return template;
}

/** File names of the zips that a template names. */
async function functionsOf(template: string): Promise<string[]> {
  const { Resources: resources } = JSON.parse(await readFile(template, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Code?: { S3Key: string } } }>;
  };
  return Object.values(resources)
    .filter(({ Type: type }) => type === 'AWS::Lambda::Function')
    .map(({ Properties: { Code: code } }) => path.basename(code?.S3Key ?? ''))
    .sort();
}

/** With an environment of its own: no credentials, no profile, no telemetry. */
async function runServerless(root: string, work: string, more: Record<string, string>): Promise<void> {
  const untold = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };
  const environment = { PATH: process.env.PATH, HOME: work, ...untold, ...more };
  const given = [path.join(root, 'node_modules/serverless/bin/serverless.js'), 'package', '--package', work];
  await promisify(execFile)(process.execPath, given, { cwd: root, env: environment }).catch(
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => {
      throw new Error(`serverless package ended with ${code}:\n${stdout}${stderr}`.trim());
    },
  );
}
