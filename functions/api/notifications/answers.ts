import * as z from 'zod';
import { NOTIFICATION_EVENTS, notificationStatusSchema } from '../../domain/notification/notification-spec.ts';
import { shownAs } from '../../domain/open-record.ts';
import { itemAnswer } from '../http/read-only.ts';

export const notificationAnswer = itemAnswer.extend({
  kind: z.enum(['sns', 'webhook']),
  topicArn: z.string().optional(),
  url: z.string().optional(),
  events: z.array(z.enum(NOTIFICATION_EVENTS)),
  ...shownAs(notificationStatusSchema).shape,
});

export const testAnswer = z.strictObject({
  delivered: z.boolean(),
  message: z.string().describe('the id of the test message'),
  status: z.int().optional(),
  answer: z.string().optional().describe('the beginning of what the receiver said'),
  reason: z.string().optional(),
});
