import * as z from 'zod';
import { findingSchema, maintainedSchema, maintenanceSpecSchema } from '../location/maintenance.ts';
import { openRecord } from '../open-record.ts';
import { maintenanceCheckpoints } from './checkpoints.ts';
import { recordShape } from './record.ts';

/** Its refs name the location, and the cluster whose Jobs do the work. */
export const maintenanceOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('maintenance'),
  spec: maintenanceSpecSchema,
  checkpoints: maintenanceCheckpoints.exactOptional(),
  /** What it found amiss at the location, and how much of it the location did not know of. */
  findings: z.array(findingSchema).exactOptional(),
  newFindings: z.number().exactOptional(),
  /** When it began to read seals and manifest parts, once it has read all that it was to. */
  partsReadAt: z.string().exactOptional(),
  /** The lease on its location that it may hold; an end on any path gives it back. */
  heldLeases: z.array(z.string()).exactOptional(),
  /** Which holding of its lease it works under; see Leases. */
  leaseToken: z.number().exactOptional(),
  maintained: z.array(maintainedSchema).exactOptional().describe('of a maintenance: its repositories, 200 at most'),
  /** When every repository was done with: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
