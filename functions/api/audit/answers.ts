import * as z from 'zod';
import { shownAs } from '../../domain/open-record.ts';
import { auditSchema } from '../../services/audit/audit.ts';

export const auditAnswer = shownAs(auditSchema).extend({
  code: z.string().optional().meta({ description: 'why it was refused, or failed' }),
});
