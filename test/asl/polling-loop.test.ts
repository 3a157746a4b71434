import { expect, it } from 'vitest';
import { createStepFunctions } from '../../local/step-functions/step-functions.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

/** The smallest machine of the house's shape: every Task is followed by a Choice and, while it is not done, a Wait. */
const definition = JSON.stringify({
  StartAt: 'CheckOffloads',
  States: {
    CheckOffloads: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: '${OffloadArn}', Payload: { step: 'checkOffloads', 'run.$': '$.run' } },
      ResultSelector: { 'status.$': '$.Payload.status', 'retryAfterSeconds.$': '$.Payload.retryAfterSeconds' },
      ResultPath: '$.step',
      TimeoutSeconds: 125,
      Next: 'OffloadsDone?',
    },
    'OffloadsDone?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.step.status', StringEquals: 'done', Next: 'BackupSucceeded' }],
      Default: 'WaitForOffloads',
    },
    WaitForOffloads: { Type: 'Wait', SecondsPath: '$.step.retryAfterSeconds', Next: 'CheckOffloads' },
    BackupSucceeded: { Type: 'Succeed' },
  },
});

it('watches a mover of six hours in virtual time', async () => {
  const clock = createVirtualClock();
  const begin = clock.now();
  const seconds = () => (clock.now() - begin) / 1000;
  let polls = 0;
  const invoke = async () => {
    polls++;
    const retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil(seconds() / 10)));
    return { status: seconds() >= 6 * 3600 ? 'done' : 'waiting', retryAfterSeconds };
  };
  const stepFunctions = createStepFunctions({ clock, invoke });
  const values = { OffloadArn: 'arn:aws:lambda:us-east-1:000000000000:function:offload' };
  const { stateMachineArn } = stepFunctions.register({ name: 'backup', definition, values });

  const input = JSON.stringify({ run: { operationId: 'bk-1', epoch: 1 } });
  const { executionArn } = stepFunctions.start({ stateMachineArn, name: 'bk-1-1', input });
  const { status } = await stepFunctions.ended(executionArn);

  expect(status).toBe('SUCCEEDED');
  expect(seconds()).toBeGreaterThanOrEqual(6 * 3600);
  expect(stepFunctions.events(executionArn)).toHaveLength(1 + polls * 9 - 2 + 2 + 1);
});
