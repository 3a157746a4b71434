import * as z from 'zod';
import { backupSpecSchema } from '../backup/backup-spec.ts';
import { keptOutSchema, leftOutSchema } from '../backup/kept-out.ts';
import { openRecord } from '../open-record.ts';
import { restoreSpecSchema } from '../restore/restore-spec.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';
import { simulationSchema } from '../simulation/simulation.ts';
import { unprotectedSchema } from './backup-operation.ts';
import { recordShape } from './record.ts';

/** What is looked at: the spec that the operation itself would have. */
export const simulationSpecSchema = z.discriminatedUnion('of', [
  openRecord({ of: z.literal('backup'), backup: backupSpecSchema, settings: resolvedSettingsSchema }),
  openRecord({ of: z.literal('restore'), restore: restoreSpecSchema, settings: resolvedSettingsSchema }),
]);
export type SimulationSpec = z.infer<typeof simulationSpecSchema>;

const simulationCheckpoints = openRecord({
  /** The unit up to which all are counted, by their order. */
  SimulateBackup: z.string().exactOptional(),
  /** Namespaces of which something was kept out. */
  keptOutIn: z.array(z.string()).exactOptional(),
  /** Objects before it were asked for; and by `namespace resource`, what those would take of quotas. */
  SimulateRestore: openRecord({
    part: z.number(),
    object: z.number(),
    quotaUse: z.record(z.string(), z.number()),
  }).exactOptional(),
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
  /** Of a restore: of the seal that it has read; it goes on with no other. */
  sealSha256: z.string().exactOptional(),
  /** When it had looked at all: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
