import * as z from 'zod';
import { OBJECT_OUTCOMES, OBJECT_REASONS } from '../../domain/restore/restored-object.ts';
import { forceQuerySchema, pageSchema } from '../operations/schema.ts';

/** Which objects of a restore's record. */
export const objectsQuerySchema = pageSchema.extend({
  outcome: z.enum(OBJECT_OUTCOMES).optional(),
  reason: z.enum(OBJECT_REASONS).optional(),
  namespace: z.string().max(253).optional().describe('of the target'),
  kind: z.string().max(330).optional().describe('`Secret`, or with its group: `Deployment.apps`'),
  changed: z.literal('true').optional().describe('only those with fields that came back otherwise than they were'),
});

export const undoQuerySchema = forceQuerySchema.extend({
  force: forceQuerySchema.shape.force.describe(
    'also of a restore that has succeeded: what it brought back is removed, with what was written since',
  ),
});
