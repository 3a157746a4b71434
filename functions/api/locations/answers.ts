import * as z from 'zod';
import { s3SettingsSchema } from '../../domain/location/location-spec.ts';
import { removedAnswer, timeAnswer } from '../operations/answers.ts';
import { phaseSchema } from '../operations/schema.ts';

const look = {
  state: z.enum(['Valid', 'Invalid', 'NotValidated']),
  at: timeAnswer.optional(),
  reason: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  lastValidAt: timeAnswer.optional().meta({ description: 'when a look from this side last found it valid' }),
};

export const locationAnswer = z.strictObject({
  name: z.string(),
  uid: z.string(),
  generation: z.int().meta({ description: 'the ETag' }),
  type: z.literal('s3'),
  s3: s3SettingsSchema,
  access: z.enum(['controlPlane', 'cluster']),
  gatewayCluster: z
    .string()
    .optional()
    .meta({ description: 'deletes what clusters have left here that are not registered any more' }),
  locationUid: z.string().optional().meta({ description: 'in its snapferry.json: what keys derive from' }),
  state: look.state.meta({ description: 'from the control plane' }),
  controlPlane: z.strictObject(look),
  clusters: z.array(z.strictObject({ clusterId: z.string(), ...look })),
  maintenance: z
    .strictObject({
      operationId: z.string(),
      at: timeAnswer,
      phase: phaseSchema,
      damaged: z
        .array(z.strictObject({ repository: z.string(), snapshots: z.int() }))
        .optional()
        .meta({ description: 'repositories with sealed snapshots that cannot be restored' }),
    })
    .optional()
    .meta({ description: 'the last one that ended' }),
  findings: z
    .array(
      z.strictObject({
        code: z.string(),
        clusterId: z.string(),
        backupId: z.string().optional().meta({ description: 'whose seal or manifest part it is' }),
        repository: z.string().optional().meta({ description: 'which repository it is, as clusterId/namespace' }),
        message: z.string(),
      }),
    )
    .meta({
      description:
        'what the last maintenance found amiss: seals and manifest parts that are gone or altered, seals of deleted backups that came back, repositories that cannot be opened',
    }),
  recoveryKeyAcknowledged: z.boolean(),
  credentialsExpireAt: timeAnswer.optional().meta({ description: 'where the session token says so' }),
  credentialsExpired: z.boolean(),
  warnings: z.array(z.string()),
  createdAt: timeAnswer,
  createdBy: z.string(),
  updatedAt: timeAnswer,
  removed: removedAnswer.optional(),
});

export const changedLocationAnswer = z.strictObject({
  ...locationAnswer.shape,
  validations: z
    .array(z.string())
    .meta({ description: 'operations that look at it as it is now, from each cluster that has looked before' }),
});

export const newLocationAnswer = z.strictObject({
  ...locationAnswer.shape,
  recoveryKey: z.string().optional().meta({ description: 'only here, and only if it was made: keep it' }),
});

export const recoveryKeyAnswer = z.strictObject({ recoveryKey: z.string().optional() });
