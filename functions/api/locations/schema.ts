import * as z from 'zod';
import { dnsLabel } from '../../domain/dns-label.ts';
import { locationRequestSchema, s3CredentialsSchema, s3SettingsSchema } from '../../domain/location/location-spec.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';
import { itemsQuerySchema } from '../operations/schema.ts';

/** The body of PUT: all of it; credentials that are left out stay. Recovery key and name stay what they are. */
export const locationUpdateSchema = locationRequestSchema.omit({ name: true, recoveryKey: true }).extend({
  s3: s3SettingsSchema.extend({ credentials: s3CredentialsSchema.optional() }),
  ...readOnlyFields(
    ...ITEM_FIELDS,
    'locationUid',
    'state',
    'controlPlane',
    'clusters',
    'maintenance',
    'findings',
    'recoveryKeyAcknowledged',
    'credentialsExpireAt',
    'credentialsExpired',
    'notValidFor',
    'warnings',
  ),
});

export const locationsQuerySchema = itemsQuerySchema
  .extend({
    validFor: dnsLabel.optional().describe('only locations that backups of this cluster may choose'),
    include: z
      .literal('invalid')
      .optional()
      .describe('beside `validFor`: the others too, each with the reason in `notValidFor`'),
  })
  .refine(({ validFor, include }) => include === undefined || validFor !== undefined, {
    path: ['include'],
    message: 'it goes with validFor, which says for whom they are invalid',
  });

export const acknowledgementSchema = z.strictObject({
  acknowledged: z.literal(true).describe('the recovery key is kept somewhere else'),
});
