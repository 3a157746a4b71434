import * as z from 'zod';
import { freeText } from '../../domain/free-text.ts';

/** Everything else is that of the backup that is done over. */
export const retryRequestSchema = z.strictObject({});

export const deletionQuerySchema = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      'also the newest good backup of its schedule, or one with data that no newer one has; and what a location or a missing cluster keeps from being removed stays, and is said in `deletion.left`',
    ),
});

export const legalHoldSchema = z.strictObject({ reason: freeText(500) });
