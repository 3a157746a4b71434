import { type LocationStatus, validationOf } from '../domain/location-spec.ts';
import type { Operation } from '../domain/operation.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Services } from './services.ts';

/**
 * An operation that ended because the store no longer knows the location's credentials says so of the location: what
 * would fail in the same way is refused from now on. The next look from the control plane, within the hour, may find
 * otherwise.
 */
export async function invalidateLocation(
  { catalog, clock }: Pick<Services, 'catalog' | 'clock'>,
  { error, kind, refs, createdAt }: Operation,
): Promise<void> {
  // A validation has told the location itself.
  if (error?.code !== 'location.credentials_expired' || !refs.location || kind === 'validation') return;
  const { name, uid } = refs.location;
  const item = await catalog.read('location', name);
  // Changed since the operation began: what it found may be of the credentials before.
  if (item?.uid !== uid || item.updatedAt > createdAt) return;
  const { validated } = item.status as LocationStatus;
  const look = { observedGeneration: item.generation, at: isoNow(clock) };
  const { code, message } = error;
  await catalog.writeStatus('location', name, uid, { validated: validationOf(look, { code, message }, validated) });
}
