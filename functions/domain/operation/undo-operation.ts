import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';
import { recordShape } from './record.ts';

/** Clears what one restore made. */
export const undoSpecSchema = openRecord({
  restore: z.string(),
  /** Also of a restore that has succeeded. */
  force: z.boolean(),
  settings: resolvedSettingsSchema,
});
export type UndoSpec = z.infer<typeof undoSpecSchema>;

export const undoOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('undo'),
  spec: undoSpecSchema,
  /** When nothing was left to remove: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
