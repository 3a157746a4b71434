import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { recordShape } from './record.ts';
import { validationSpecSchema } from './validation-spec.ts';

/** Its refs name the cluster and the location. */
export const validationOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('validation'),
  spec: validationSpecSchema,
  /** When it found nothing amiss: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
