import * as z from 'zod';

/** Everything else is that of the backup that is done over. */
export const retryRequestSchema = z.strictObject({});
