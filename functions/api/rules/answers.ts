import * as z from 'zod';
import { ruleUpdateSchema } from '../../domain/rule/rule-spec.ts';
import { itemAnswer, removedAnswer } from '../http/read-only.ts';

export const ruleAnswer = itemAnswer.extend({
  ...ruleUpdateSchema.shape,
  usedBy: z
    .strictObject({ schedules: z.int() })
    .optional()
    .describe('how many schedules name it; of one rule, not in lists'),
  removed: removedAnswer,
});
