import * as z from 'zod';
import { timeAnswer } from '../operations/answers.ts';

export const auditAnswer = z.strictObject({
  at: timeAnswer,
  subject: z.string(),
  sourceIp: z.string(),
  route: z.string().meta({ example: 'POST /v1/backups/{id}/cancel' }),
  target: z.string().meta({ description: 'the path of what it was about; of what was made, its own' }),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).meta({
    description:
      'uid, name, generation …; of a removal by force `ended`: the schedules that were removed and the operations that were cancelled with it, as `schedule nightly`, at most 50, and `endedInAll` where there were more',
  }),
  status: z.int(),
  code: z.string().optional().meta({ description: 'why it was refused, or failed' }),
  requestId: z.string(),
});
