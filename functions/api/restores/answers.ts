import * as z from 'zod';
import { OBJECT_OUTCOMES, OBJECT_REASONS } from '../../domain/restore/restored-object.ts';

/** An object of the backup on the record of a restore. */
export const restoredObjectAnswer = z.strictObject({
  group: z.string().meta({ description: '`` for the core group' }),
  kind: z.string(),
  namespace: z.string().optional().meta({ description: 'of the target; absent for an object of the whole cluster' }),
  name: z.string(),
  outcome: z.enum(OBJECT_OUTCOMES).meta({
    description:
      '`created`; `merged` into the one that the namespace was born with; `left`: nothing had to be made, it stays in the backup or the target has one; `dropped`: the target did not take it',
  }),
  reason: z.enum(OBJECT_REASONS).optional(),
  why: z.string().optional(),
  fields: z
    .array(
      z.strictObject({
        field: z.string(),
        action: z.enum(['dropped', 'changed', 'kept']),
        reason: z.string(),
      }),
    )
    .optional()
    .meta({ description: 'what came back otherwise than it was backed up, or came back and should be known to' }),
  uid: z.string().optional(),
});
