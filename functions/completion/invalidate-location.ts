import type { FaultCode } from '../domain/errors.ts';
import { validationOf } from '../domain/location/location-spec.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';

/** What the next operation would find, too. */
const OF_THE_LOCATION = new Set<FaultCode>(['location.credentials_expired', 'location.marker_not_found']);

/**
 * An operation that ended because the store no longer knows the location's credentials, or because somebody emptied the
 * bucket, says so of the location: what would fail in the same way is refused from now on. The next look from the control
 * plane, within the hour, may find otherwise.
 */
export async function invalidateLocation(
  { catalog, clock }: Pick<Services, 'catalog' | 'clock'>,
  { error, kind, refs, createdAt, finishedAt = createdAt }: Operation,
): Promise<void> {
  // A validation has told the location itself.
  if (!error || !OF_THE_LOCATION.has(error.code) || kind === 'validation') return;
  // Of several the error does not say which one it was.
  const [location, ...others] = refs.locations;
  if (!location || others.length > 0) return;
  const { name, uid } = location;
  const item = await catalog.read('location', name);
  // Changed since the operation began: what it found may be of the credentials before.
  if (item?.uid !== uid || item.updatedAt > createdAt) return;
  const { validated } = item.status;
  // Somebody has looked since it ended, and knows better.
  if (validated && validated.at > finishedAt) return;
  const look = { observedGeneration: item.generation, at: isoNow(clock) };
  const { code, message } = error;
  await catalog.writeStatus('location', name, uid, { validated: validationOf(look, { code, message }, validated) });
}
