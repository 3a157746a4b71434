import * as z from 'zod';
import { instant, pageSchema } from '../operations/schema.ts';

export const auditQuerySchema = pageSchema.extend({
  subject: z.string().min(1).max(256).optional(),
  target: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .meta({ description: 'a path, a name or id in one, or a fact such as a uid' }),
  from: instant.optional(),
  to: instant.optional(),
});
