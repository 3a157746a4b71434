import { Fault } from '../domain/errors.ts';
import { fitsKeyCheck } from '../domain/location/keys.ts';
import { MARKER, parseLocationMarker } from '../domain/location/location-layout.ts';
import type { Ref } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';
import type { Location } from '../services/location/location.ts';

/**
 * A location to which something may be written, and from which something may be removed: its marker is there, and says
 * that this installation writes to it with this key.
 * @throws Fault Permanent `location.marker_not_found`, `location.owned_by_other_installation`, `location.key_mismatch`
 */
export async function openOwnLocation(services: Uses<'config' | 'locations'>, ref: Ref): Promise<Location> {
  const location = await services.locations.open(ref);
  if (await hasOwnMarker(location, services.config.installationId)) return location;
  throw new Fault('location.marker_not_found', `${MARKER} is not at location ${ref.name} any more`);
}

/** False when there is no marker. @throws Fault `location.owned_by_other_installation`, `location.key_mismatch` */
export async function hasOwnMarker(location: Location, installationId: string): Promise<boolean> {
  const body = await location.store.readMarker();
  if (!body) return false;
  const marker = parseLocationMarker(body);
  if (marker.installationId !== installationId || marker.locationUid !== location.locationUid) {
    const message = `${MARKER} at location ${location.ref.name} is of installation ${marker.installationId} now`;
    throw new Fault('location.owned_by_other_installation', message);
  }
  if (!fitsKeyCheck(location, marker.keyCheck)) {
    throw new Fault('location.key_mismatch', `location ${location.ref.name} holds data under another recovery key`);
  }
  return true;
}
