import * as z from 'zod';
import { openRecord } from '../open-record.ts';
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
  /**
   * The namespaces that it made, with the uid of each that its own create is known to have made. Absent before it makes
   * any, and in records of before there was one.
   */
  madeNamespaces: z.array(openRecord({ name: z.string(), uid: z.string().exactOptional() })).exactOptional(),
  /** Which operation clears what it made, and what stayed all the same. */
  undo: openRecord({
    operationId: z.string(),
    at: z.string(),
    by: z.string(),
    doneAt: z.string().exactOptional(),
    left: z.array(z.string()).exactOptional(),
  }).exactOptional(),
});
