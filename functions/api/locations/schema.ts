import * as z from 'zod';
import { dnsLabel } from '../../domain/backup-spec.ts';
import { locationRequestSchema } from '../../domain/location-spec.ts';
import { itemsQuerySchema } from '../operations/schema.ts';

/** The body of PUT: all of it, credentials too. Recovery key and name stay what they are. */
export const locationUpdateSchema = locationRequestSchema.omit({ name: true, recoveryKey: true });

export const locationsQuerySchema = itemsQuerySchema.extend({
  validFor: dnsLabel.optional().meta({ description: 'only locations that backups of this cluster may choose' }),
});

export const acknowledgementSchema = z.strictObject({
  acknowledged: z.literal(true).meta({ description: 'the recovery key is kept somewhere else' }),
});
