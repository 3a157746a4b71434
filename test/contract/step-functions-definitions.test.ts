import {
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/aws-json.ts';
import { parseDefinition, substitute } from '../../local/step-functions/definition.ts';
import { startStepFunctionsEndpoint } from '../../local/step-functions/endpoint.ts';
import { createStepFunctions, type StepFunctions } from '../../local/step-functions/step-functions.ts';

const roleArn = 'arn:aws:iam::000000000000:role/test';

function task(fields: object) {
  const Parameters = { FunctionName: 'plan', Payload: {} };
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters,
    TimeoutSeconds: 125,
    End: true,
    ...fields,
  };
}

function machine(state: object, fields: object = {}): string {
  return JSON.stringify({ StartAt: 'A', States: { A: state }, ...fields });
}

describe('definitions of state machines', () => {
  let service: StepFunctions;
  let endpoint: Endpoint;
  let client: SFNClient;

  beforeAll(async () => {
    service = createStepFunctions({ invoke: async () => null });
    endpoint = await startStepFunctionsEndpoint(service);
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    client = new SFNClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  });

  afterAll(async () => {
    client.destroy();
    await endpoint.stop();
  });

  it('are created and updated, and the new one runs', async () => {
    const send = (definition: string) =>
      client.send(new CreateStateMachineCommand({ name: 'made', definition, roleArn }));
    const { stateMachineArn } = await send(machine({ Type: 'Pass', Result: 1, End: true }));
    const definition = machine({ Type: 'Pass', Result: 2, End: true });
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));

    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    const { output } = await service.ended(String(executionArn));

    expect(output).toBe('2');
    await expect(send(machine({ Type: 'Succeed' }))).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  it('are refused when they are not ASL', async () => {
    const definition = machine({ Type: 'Pass', Next: 'Nowhere' });
    const request = new CreateStateMachineCommand({ name: 'wrong', definition, roleArn });

    await expect(client.send(request)).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining('Nowhere') as string,
    });
  });

  it.each([
    ['JSONata', machine({ Type: 'Succeed' }, { QueryLanguage: 'JSONata' })],
    ['TimeoutSeconds is required', machine(task({ TimeoutSeconds: undefined }))],
    ['24.8 days', machine({ Type: 'Succeed' }, { TimeoutSeconds: 2_200_000 })],
    ['Map states', machine({ Type: 'Map' })],
    ['Resource', machine(task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }))],
    ['HeartbeatSeconds', machine(task({ HeartbeatSeconds: 5 }))],
    ['Assign', machine(task({ Assign: { 'x.$': '$' } }))],
    ['variables', machine(task({ InputPath: '$run.id' }))],
    ['ResultPath', machine(task({ ResultPath: '$' }))],
    ['States.TaskFailed', machine(task({ Retry: [{ ErrorEquals: ['States.TaskFailed'] }] }))],
    ['InputPath on a Wait', machine({ Type: 'Wait', Seconds: 1, InputPath: '$.a', End: true })],
    ['$$.Task', machine(task({ Parameters: { FunctionName: 'plan', Payload: { 'token.$': '$$.Task.Token' } } }))],
    ['CausePath', machine({ Type: 'Fail', CausePath: "States.Format('{}', $.a)" })],
  ])('are refused where the engine would differ from AWS: %s', (fault, definition) => {
    expect(() => parseDefinition(definition)).toThrow(fault);
  });

  it('need a value for every placeholder', () => {
    const placeholder = ['$', '{PlanArn}'].join('');

    expect(substitute(`"${placeholder}"`, { PlanArn: 'arn' })).toBe('"arn"');
    expect(() => substitute(`"${placeholder}"`, {})).toThrow('PlanArn');
  });
});
