import { randomUUID } from 'node:crypto';
import type { StackClock } from '../clock.ts';
import type { Schedule } from './schedule.ts';

export type Destinations = {
  /** StartExecution of the target. @throws what makes it be tried again */
  deliver: (targetArn: string, input: string) => Promise<void>;
  /** A delivery that was given up, to its dead-letter queue. */
  giveUp: (queueArn: string, input: string) => Promise<void>;
};

type DeliveryContext = Destinations & { clock: StackClock; stopped: AbortSignal };

const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
const EXECUTION_ID = '<aws.scheduler.execution-id>';
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** Hands one slot to its target, again and again within the target's RetryPolicy, and then to its dead-letter queue. */
export async function deliverSlot(
  target: Schedule['Target'],
  scheduled: number,
  context: DeliveryContext,
): Promise<void> {
  const { clock, stopped, deliver, giveUp } = context;
  const time = `${new Date(scheduled).toISOString().slice(0, 19)}Z`;
  const input = (target.Input ?? '{}').replaceAll(SCHEDULED_TIME, time).replaceAll(EXECUTION_ID, randomUUID());
  const { MaximumEventAgeInSeconds: age = 86_400, MaximumRetryAttempts: most = 185 } = target.RetryPolicy ?? {};
  for (let attempt = 0; !stopped.aborted; attempt += 1) {
    try {
      return await deliver(target.Arn, input);
    } catch {
      const pause = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
      if (attempt >= most || clock.now() + pause > scheduled + age * 1000) break;
      await clock.timer(pause, stopped).catch(() => undefined);
    }
  }
  if (target.DeadLetterConfig?.Arn && !stopped.aborted) await giveUp(target.DeadLetterConfig.Arn, input);
}
