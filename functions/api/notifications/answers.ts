import * as z from 'zod';
import { NOTIFICATION_EVENTS } from '../../domain/notification/notification-spec.ts';
import { timeAnswer } from '../operations/answers.ts';

const failure = { at: timeAnswer, message: z.string().meta({ description: 'its id' }), reason: z.string() };

export const notificationAnswer = z.strictObject({
  name: z.string(),
  uid: z.string(),
  generation: z.int(),
  kind: z.enum(['sns', 'webhook']),
  topicArn: z.string().optional(),
  url: z.string().optional(),
  events: z.array(z.enum(NOTIFICATION_EVENTS)),
  lastDeliveredAt: timeAnswer.optional(),
  failing: z
    .strictObject({ since: timeAnswer, ...failure })
    .optional()
    .meta({ description: 'the newest try that failed; gone with the next delivery' }),
  givenUp: z
    .strictObject(failure)
    .optional()
    .meta({ description: 'the newest message that was tried for two days in vain' }),
  createdAt: timeAnswer,
  createdBy: z.string(),
  updatedAt: timeAnswer,
});

export const testAnswer = z.strictObject({
  delivered: z.boolean(),
  message: z.string().meta({ description: 'the id of the test message' }),
  status: z.int().optional(),
  answer: z.string().optional().meta({ description: 'the beginning of what the receiver said' }),
  reason: z.string().optional(),
});
