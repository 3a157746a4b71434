import * as z from 'zod';
import { openRecord, time } from '../open-record.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';
import { deletionCheckpoints } from './checkpoints.ts';
import { recordShape } from './record.ts';

export const deletionSpecSchema = openRecord({
  backup: z.string(),
  because: z.string(),
  /** Goes on where the location refuses, or no cluster reaches the repositories: what stays is said. */
  force: z.boolean(),
  /** Of a backup that is Deleted, and whose seal a maintenance has found at the location again. */
  again: z.literal(true).exactOptional(),
  settings: resolvedSettingsSchema,
});
export type DeletionSpec = z.infer<typeof deletionSpecSchema>;

/** Its refs name the backup's cluster and location as the backup has them. */
export const deletionOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('delete'),
  spec: deletionSpecSchema,
  checkpoints: deletionCheckpoints.exactOptional(),
  /** When the seal was about to go: nobody cancels it any more, and nothing gives the backup back. */
  sealingAt: time.exactOptional(),
  /** When nothing was left to remove: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
  /** After the seal was gone. It stays among the open ones until another one has taken the backup over. */
  nextTryAt: time.exactOptional().describe('of a deletion that has failed half-way: when another one goes on'),
});
