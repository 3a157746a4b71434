import { systemClock } from '../../local/clock.ts';
import { createScheduler } from '../../local/scheduler/scheduler.ts';
import { createStepFunctions } from '../../local/step-functions/step-functions.ts';

/** Long enough to write all schedules before. */
const AHEAD_MS = 10_000;
const ONE_STATE = {
  StartAt: 'Note',
  States: {
    Note: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'note', 'Payload.$': '$' },
      TimeoutSeconds: 60,
      End: true,
    },
  },
};

/** The yardstick: the embedded scheduler and engine with nothing of the product. @returns slot to Task, in seconds */
export async function fireBare(folder: string, schedules: number, firing: number): Promise<number[]> {
  const slot = Math.ceil((Date.now() + AHEAD_MS) / 1000) * 1000;
  const delays: number[] = [];
  const all = Promise.withResolvers<void>();
  const stepFunctions = createStepFunctions({
    folder,
    invoke: async () => {
      if (delays.push((Date.now() - slot) / 1000) === firing) all.resolve();
      return {};
    },
  });
  const { stateMachineArn } = stepFunctions.register({ name: 'one-state', definition: JSON.stringify(ONE_STATE) });
  const scheduler = createScheduler({
    clock: systemClock,
    folder,
    deliver: async (arn, input) => void stepFunctions.start({ stateMachineArn: arn, input }),
    giveUp: async () => undefined,
  });
  const at = new Date(slot).toISOString().slice(0, 19);
  for (let n = 0; n < schedules; n += 1) {
    scheduler.create({
      Name: `schedule-${n}`,
      GroupName: 'bare',
      ScheduleExpression: n < firing ? `at(${at})` : 'rate(1 days)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: stateMachineArn, RoleArn: 'arn:aws:iam::000000000000:role/bare', Input: '{}' },
    });
  }
  if (Date.now() >= slot) throw new Error(`${schedules} schedules are not written before their slot`);
  scheduler.start();
  await all.promise;
  scheduler.stop();
  stepFunctions.abandon();
  return delays;
}
