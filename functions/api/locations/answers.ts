import * as z from 'zod';
import { locationStatusSchema, s3SettingsSchema, validationSchema } from '../../domain/location/location-spec.ts';
import { shownAs, time } from '../../domain/open-record.ts';
import { itemAnswer, removedAnswer } from '../http/read-only.ts';

const look = {
  state: z.enum(['Valid', 'Invalid', 'NotValidated']),
  ...shownAs(validationSchema.pick({ at: true, reason: true, lastValidAt: true }).partial({ at: true })).shape,
};
const { maintenance, findings } = locationStatusSchema.shape;

export const locationAnswer = itemAnswer.extend({
  type: z.literal('s3'),
  s3: s3SettingsSchema,
  access: z.enum(['controlPlane', 'cluster']),
  gatewayCluster: z
    .string()
    .optional()
    .describe('deletes what clusters have left here that are not registered any more'),
  locationUid: z.string().optional().describe('in its snapferry.json: what keys derive from'),
  state: look.state.describe('from the control plane'),
  controlPlane: z.strictObject(look),
  clusters: z.array(z.strictObject({ clusterId: z.string(), ...look })),
  maintenance: shownAs(maintenance.unwrap()).optional().describe('the last one that ended'),
  findings: z
    .array(shownAs(findings.unwrap().element))
    .describe(
      'what the last maintenance found amiss: seals and manifest parts that are gone or altered, seals of deleted backups that came back, repositories that cannot be opened',
    ),
  recoveryKeyAcknowledged: z.boolean(),
  credentialsExpireAt: time.optional().describe('where the session token says so'),
  credentialsExpired: z.boolean(),
  notValidFor: z.string().optional().meta({
    description:
      'in a list with `validFor` and `include=invalid`: why backups of that cluster may not choose it; absent of those that they may',
    example: 'location attic is not valid from cluster c1: it was not validated since it last changed',
  }),
  warnings: z.array(z.string()),
  removed: removedAnswer,
});

export const changedLocationAnswer = locationAnswer.extend({
  validations: z
    .array(z.string())
    .describe('operations that look at it as it is now, from each cluster that has looked before'),
});

export const newLocationAnswer = locationAnswer.extend({
  recoveryKey: z.string().optional().describe('only here, and only if it was made: keep it'),
});

export const recoveryKeyAnswer = z.strictObject({ recoveryKey: z.string().optional() });
