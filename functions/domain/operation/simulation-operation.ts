import * as z from 'zod';
import { backupSpecSchema } from '../backup/backup-spec.ts';
import { keptOutSchema, leftOutSchema } from '../backup/kept-out.ts';
import { openRecord } from '../open-record.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';
import { simulationSchema } from '../simulation/simulation.ts';
import { unprotectedSchema } from './backup-operation.ts';
import { recordShape } from './record.ts';

/** What is looked at: the spec that the operation itself would have. */
export const simulationSpecSchema = openRecord({
  of: z.literal('backup'),
  backup: backupSpecSchema,
  settings: resolvedSettingsSchema,
});
export type SimulationSpec = z.infer<typeof simulationSpecSchema>;

const simulationCheckpoints = openRecord({
  /** The unit up to which all are counted, by their order. */
  SimulateBackup: z.string().exactOptional(),
  /** Namespaces of which something was kept out. */
  keptOutIn: z.array(z.string()).exactOptional(),
});

/** Its refs are those of the operation that it is about. */
export const simulationOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('simulation'),
  spec: simulationSpecSchema,
  checkpoints: simulationCheckpoints.exactOptional(),
  simulation: simulationSchema
    .exactOptional()
    .describe('of a simulation: what it has found; its volumes are listed by GET /v1/operations/{id}/volumes'),
  keptOut: keptOutSchema.exactOptional(),
  leftOut: leftOutSchema.exactOptional(),
  unprotected: z.array(unprotectedSchema).exactOptional(),
  /** When it had looked at all: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
