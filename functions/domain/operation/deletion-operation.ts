import * as z from 'zod';
import { openRecord, time } from '../open-record.ts';
import { deletionCheckpoints } from './checkpoints.ts';
import { deletionSpecSchema } from './deletion-spec.ts';
import { recordShape } from './record.ts';

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
  nextTryAt: time
    .exactOptional()
    .meta({ description: 'of a deletion that has failed half-way: when another one goes on' }),
});
