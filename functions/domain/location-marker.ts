import * as z from 'zod';

/** `snapferry.json`: which location this is, who writes to it, and whether a key is its key. Written once. */
export const locationMarkerSchema = z.object({
  format: z.literal(1),
  locationUid: z.string().min(1),
  installationId: z.string().min(1),
  /** See keyCheckOf(). */
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LocationMarker = z.infer<typeof locationMarkerSchema>;
