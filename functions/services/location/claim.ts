import { Fault } from '../../domain/errors.ts';
import { fitsKeyCheck, keyCheckOf } from '../../domain/location/keys.ts';
import { type LocationMarker, MARKER, PROBES, parseLocationMarker } from '../../domain/location/location-layout.ts';
import type { ObjectStore } from './location.ts';

/**
 * Writes, reads, lists and deletes an object of our own, and asks whether the store honours If-None-Match: on it rest
 * the seal, which is written once, and the claim. Twice with one name is fine.
 * @param name below `probes/`, new for each look
 * @throws Fault `location.unreachable`, `location.refused`, `location.no_conditional_write`
 */
export async function probeStore(store: ObjectStore, name: string): Promise<void> {
  const key = `${PROBES}${name}`;
  const body = Buffer.from(`snapferry ${name}`);
  await store.put(key, body);
  if ((await store.put(key, Buffer.from('another'), { ifNoneMatch: true })) === 'written') {
    await store.delete(key);
    throw new Fault('location.no_conditional_write', 'the store overwrote an object although If-None-Match was sent');
  }
  const found = await store.get(key);
  if (!found || !body.equals(found)) throw new Fault('location.refused', `${key} does not come back as it was written`);
  if (!(await store.list(key)).keys.some((listed) => listed.key === key)) {
    throw new Fault('location.refused', `${key} was written and is not listed`);
  }
  await store.delete(key);
  if (await store.get(key)) throw new Fault('location.refused', `${key} was deleted and is still there`);
}

interface Claim {
  installationId: string;
  recoveryKey: string;
  /** The uid to claim with, if nobody has. */
  locationUid: string;
}

/**
 * Writes `snapferry.json`, or adopts the uid of one that this installation wrote with the same key.
 * @returns the uid that keys derive from
 * @throws Fault Rejected `location.key_mismatch`, `location.owned_by_other_installation`; Permanent `location.refused`
 */
export async function claimLocation(store: ObjectStore, claim: Claim): Promise<string> {
  const marker: LocationMarker = {
    format: 1,
    locationUid: claim.locationUid,
    installationId: claim.installationId,
    keyCheck: keyCheckOf(claim),
  };
  if ((await store.put(MARKER, Buffer.from(JSON.stringify(marker)), { ifNoneMatch: true })) === 'written') {
    return claim.locationUid;
  }
  const body = await store.get(MARKER);
  // Deleted this moment, or behind the back of a store that keeps a record of its objects elsewhere.
  if (!body) throw new Fault('location.refused', `the store says that ${MARKER} is there, and does not give it`);
  const found = parseLocationMarker(body);
  if (!fitsKeyCheck({ ...claim, locationUid: found.locationUid }, found.keyCheck)) {
    throw new Fault('location.key_mismatch', `the location holds data under another recovery key`);
  }
  if (found.installationId !== claim.installationId) {
    const message = `installation ${found.installationId} writes to the location`;
    throw new Fault('location.owned_by_other_installation', message);
  }
  return found.locationUid;
}
