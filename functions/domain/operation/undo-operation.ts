import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { recordShape } from './record.ts';
import { undoSpecSchema } from './undo-spec.ts';

export const undoOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('undo'),
  spec: undoSpecSchema,
  /** When nothing was left to remove: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
