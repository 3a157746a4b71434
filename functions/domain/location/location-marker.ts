import * as z from 'zod';
import { Fault } from '../errors.ts';
import { MARKER } from './location-layout.ts';

/** `snapferry.json`: which location this is, who writes to it, and whether a key is its key. Written once. */
export const locationMarkerSchema = z.object({
  format: z.literal(1),
  locationUid: z.string().min(1),
  installationId: z.string().min(1),
  /** See keyCheckOf(). */
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LocationMarker = z.infer<typeof locationMarkerSchema>;

/** @throws Fault Rejected `location.owned_by_other_installation` */
export function parseLocationMarker(body: Uint8Array): LocationMarker {
  try {
    return locationMarkerSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (cause) {
    throw new Fault('location.owned_by_other_installation', `${MARKER} at the location is not of format 1`, { cause });
  }
}
