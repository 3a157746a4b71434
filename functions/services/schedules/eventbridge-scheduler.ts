import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { Fault } from '../../domain/errors.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import type { Schedules } from './schedules.ts';

export interface SchedulerTarget {
  group: string | undefined;
  /** The backup machine, started directly. */
  machineArn: string | undefined;
  roleArn: string | undefined;
  /** Where a delivery ends that could not be made; its consumer writes Missed. */
  deadLettersArn: string | undefined;
}

const MAX_RETRIES = 185;

export function createSchedules(client: SchedulerClient, target: SchedulerTarget): Schedules {
  return {
    async ensure({ name, expression, timeZone, startDate, input, mostAgeSeconds, isOnce }) {
      const { group, machineArn, roleArn, deadLettersArn } = wholeTarget(target);
      const command = new CreateScheduleCommand({
        Name: name,
        GroupName: group,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timeZone,
        ...(startDate ? { StartDate: startDate } : {}),
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: isOnce ? 'DELETE' : 'NONE',
        Target: {
          Arn: machineArn,
          RoleArn: roleArn,
          Input: input,
          RetryPolicy: { MaximumEventAgeInSeconds: mostAgeSeconds, MaximumRetryAttempts: MAX_RETRIES },
          DeadLetterConfig: { Arn: deadLettersArn },
        },
      });
      await answered(() => client.send(command), ConflictException);
    },

    async remove(name) {
      const { group } = wholeTarget(target);
      const command = new DeleteScheduleCommand({ Name: name, GroupName: group });
      await answered(() => client.send(command), ResourceNotFoundException);
    },

    async list(prefix) {
      const { group } = wholeTarget(target);
      const names: string[] = [];
      let next: string | undefined;
      do {
        const page = await answered(() =>
          client.send(
            new ListSchedulesCommand({
              GroupName: group,
              MaxResults: 100,
              ...(prefix ? { NamePrefix: prefix } : {}),
              ...(next ? { NextToken: next } : {}),
            }),
          ),
        );
        for (const { Name: name } of page?.Schedules ?? []) if (name) names.push(name);
        next = page?.NextToken;
      } while (next);
      return names;
    },
  };
}

function wholeTarget({ group, machineArn, roleArn, deadLettersArn }: SchedulerTarget) {
  if (!group || !machineArn || !roleArn || !deadLettersArn) {
    throw new Fault('internal', 'the function is not configured for schedules');
  }
  return { group, machineArn, roleArn, deadLettersArn };
}

/** @param fine an error that says that the work is done already */
async function answered<Result>(
  send: () => Promise<Result>,
  fine?: typeof ConflictException | typeof ResourceNotFoundException,
): Promise<Result | undefined> {
  try {
    return await send();
  } catch (thrown) {
    if (fine && thrown instanceof fine) return undefined;
    throw new Fault('service.unavailable', 'EventBridge Scheduler did not take the request', { cause: thrown });
  }
}

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSchedulerClient(): SchedulerClient {
  return new SchedulerClient({ maxAttempts: 4, requestHandler: timeouts(1_000, 5_000) });
}
