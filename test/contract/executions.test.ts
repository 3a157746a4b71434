import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executions } from '../../functions/services/executions/executions.ts';
import { createStepFunctionsExecutions, executionArnOf } from '../../functions/services/executions/step-functions.ts';
import { startStepFunctionsEndpoint } from '../../local/step-functions/endpoint.ts';
import { createStepFunctions } from '../../local/step-functions/step-functions.ts';

const IDLE = { Wait: { Type: 'Wait', Seconds: 3600, Next: 'End' }, End: { Type: 'Succeed' } };
const service = createStepFunctions({ invoke: async () => ({}) });
let endpoint: Awaited<ReturnType<typeof startStepFunctionsEndpoint>>;
let client: SFNClient;
let executions: Executions;
beforeAll(async () => {
  const define = (name: string, StartAt: string) =>
    service.register({ name, definition: JSON.stringify({ StartAt, States: IDLE }) }).stateMachineArn;
  endpoint = await startStepFunctionsEndpoint(service);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new SFNClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  executions = createStepFunctionsExecutions(client, {
    backup: define('slow', 'Wait'),
    restore: define('quick', 'End'),
  });
});
afterAll(async () => {
  service.abandon();
  client.destroy();
  await endpoint.stop();
});

describe('executions', () => {
  it('start by operation and epoch, with both as their input', async () => {
    const arn = await executions.start('backup', { operationId: 'bk-1', epoch: 3 });

    expect(arn).toMatch(/:execution:slow:bk-1-3$/);
    expect(JSON.parse(String(service.describe(arn).input))).toEqual({ operationId: 'bk-1', epoch: 3 });
    expect(await executions.describe(arn)).toEqual({ status: 'RUNNING', startedAt: expect.any(String) });
  });

  it('start once, however often they are started', async () => {
    const first = await executions.start('backup', { operationId: 'bk-2', epoch: 1 });

    expect(await executions.start('backup', { operationId: 'bk-2', epoch: 1 })).toBe(first);
  });

  it('that have ended are the same execution still', async () => {
    const arn = await executions.start('restore', { operationId: 'rs-1', epoch: 1 });
    await service.ended(arn);

    expect(await executions.start('restore', { operationId: 'rs-1', epoch: 1 })).toBe(arn);
    const told = { status: 'SUCCEEDED', startedAt: expect.any(String), endedAt: expect.any(String) };
    expect(await executions.describe(arn)).toEqual(told);
  });

  it('tell their machine as it was, and what happened', async () => {
    const arn = await executions.start('restore', { operationId: 'rs-2', epoch: 1 });
    await service.ended(arn);

    expect(JSON.parse((await executions.definitionOf(arn)) ?? '')).toMatchObject({ StartAt: 'End' });
    expect(await executions.readHistory(arn, undefined)).toEqual({
      events: [
        { at: expect.any(String), kind: 'entered', state: 'End', type: 'Succeed' },
        { at: expect.any(String), kind: 'left', state: 'End' },
        { at: expect.any(String), kind: 'ended' },
      ],
    });
  });

  it('are stopped with a reason', async () => {
    const arn = await executions.start('backup', { operationId: 'bk-3', epoch: 1 });

    await executions.stop(arn, 'Brake', 'by a person');

    expect(await executions.describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Brake', cause: 'by a person' });
  });

  it('that never were are undefined, and stopping one is fine', async () => {
    const arn = executionArnOf('arn:aws:states:us-east-1:000000000000:stateMachine:slow', 'nobody');

    expect(await executions.describe(arn)).toBeUndefined();
    expect(await executions.definitionOf(arn)).toBeUndefined();
    expect(await executions.readHistory(arn, undefined)).toBeUndefined();
    await executions.stop(arn, 'Brake', 'by a person');
  });

  it('of a kind without a machine are a fault of ours', async () => {
    await expect(executions.start('import', { operationId: 'im-1', epoch: 1 })).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
