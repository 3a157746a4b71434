import * as z from 'zod';
import { openRecord, time } from '../open-record.ts';
import { restoreSpecSchema } from '../restore/restore-spec.ts';
import { restoreCheckpoints } from './checkpoints.ts';
import { recordShape } from './record.ts';

export const restoreOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('restore'),
  spec: restoreSpecSchema,
  checkpoints: restoreCheckpoints.exactOptional(),
  /** Where states had stopped, in records of before 0.2. */
  places: openRecord({ CreateTargetNamespaces: z.string().exactOptional() }).exactOptional(),
  /** Of the seal that it has read: it goes on with no other. */
  sealSha256: z.string().exactOptional(),
  /** When it found all that was sealed in its place: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
  /** With the uid where its own create is known to have made it. Absent before it makes any, and in older records. */
  madeNamespaces: z.array(openRecord({ name: z.string(), uid: z.string().exactOptional() })).exactOptional(),
  undo: openRecord({
    operationId: z.string(),
    at: time,
    by: z.string(),
    doneAt: time.exactOptional(),
    left: z.array(z.string()).exactOptional().describe('what stayed all the same, and why'),
  })
    .exactOptional()
    .describe('of a restore: what it made is being cleared, or was'),
});
