import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageInto } from '../../../infra/package/package.ts';
import { readTemplate, resourcesOf } from '../../../tools/check/cfn-template.ts';
import { type DeployedWorld, startDeployedWorld } from '../../support/lambda/deployed-world.ts';
import { EVENTS } from '../../support/lambda/events.ts';
import { type Deployed, runFunction } from '../../support/lambda/run-function.ts';
import { ensureRuntimeClient } from '../../support/lambda/runtime-client.ts';
import { createStack } from '../../support/moto/stack.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PARAMETERS = { InstallationId: 'abcdefgh27', JwtIssuer: 'https://issuer.example', JwtAudience: 'snapferry' };

let folder: string;
let client: string;
let functions: Deployed[];
let world: DeployedWorld;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'snapferry-functions-'));
  client = await ensureRuntimeClient();
  const { template: file, zips } = await packageInto(ROOT, path.join(folder, 'dist'));
  const template = await readTemplate(file);
  const { resources } = await createStack(file, PARAMETERS);
  functions = resourcesOf(template, 'AWS::Lambda::Function').map(([logical, { Properties: of }]) => {
    const name = of['FunctionName'].replace('snapferry-dev-', '') as string;
    return {
      name,
      handler: of['Handler'] as string,
      seconds: of['Timeout'] as number,
      zip: zips.find((zip) => path.basename(zip) === `${name}.zip`) ?? '',
      // As moto resolves it: strings, and all of them.
      environment: resources[logical]?.['environment'] as Record<string, string>,
    };
  });
  world = await startDeployedWorld(functions[0]?.environment ?? {});
}, 600_000);
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('every function, from its zip, under the runtime client of AWS', () => {
  it('has an event here', () => {
    expect(Object.keys(EVENTS).toSorted()).toEqual(functions.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(EVENTS))('%s answers', { timeout: 120_000 }, async (name, call) => {
    const deployed = functions.find((one) => one.name === name);
    if (!deployed) throw new Error(`the template has no function ${name}`);
    const operation = await world.seed(name, call);

    const { result, error, said } = await runFunction(client, folder, deployed, call.event(operation), world.wire);

    expect({ result, error, said }).toMatchObject({ result: call.result, error: undefined });
    if (call.said === '') expect(said).toBe('');
    else expect(said).toContain(call.said);
    expect(await world.ledger.readOperation(operation.operationId)).toMatchObject(call.row ?? {});
  });

  it('would not start without a variable that it needs, and says which', { timeout: 120_000 }, async () => {
    const [{ environment, ...sweep }] = functions.filter(({ name }) => name === 'sweep') as [Deployed];
    const { LEDGER_TABLE: _, ...rest } = environment;

    const { error } = await runFunction(client, folder, { ...sweep, environment: rest }, {}, world.wire);

    expect(error?.errorMessage).toContain('LEDGER_TABLE');
  });
});
