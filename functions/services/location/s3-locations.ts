import { Fault } from '../../domain/errors.ts';
import { fitsKeyCheck, keyCheckOf } from '../../domain/location/keys.ts';
import { type LocationMarker, MARKER, PROBES, parseLocationMarker } from '../../domain/location/location-layout.ts';
import type { S3Credentials, S3Settings } from '../../domain/location/location-spec.ts';
import type { Ref } from '../../domain/operation/refs.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Catalog, LocationItem } from '../catalog/catalog.ts';
import type { Clock } from '../clock/clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Location, LocationClaims, Locations, ObjectStore } from './location.ts';
import { createObjectBackupStore } from './object-backup-store.ts';
import { createS3Store } from './s3-store.ts';

interface Dependencies {
  catalog: Pick<Catalog, 'read'>;
  secrets: Pick<Secrets, 'read'>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  policy: AddressPolicy;
  installationId: string;
  /** In place of S3. */
  openObjects?: typeof createS3Store;
}

/** Locations as the catalogue and the secret store have them. Clients are kept per (location, generation, key id). */
export function createS3Locations({
  catalog,
  secrets,
  clock,
  policy,
  installationId,
  openObjects = createS3Store,
}: Dependencies): Locations & LocationClaims {
  const stores = new Map<string, { key: string; store: ObjectStore }>();

  function storeOf(uid: string, generation: number, s3: S3Settings, credentials: S3Credentials): ObjectStore {
    const key = `${generation} ${credentials.accessKeyId} ${credentials.sessionToken ?? ''}`;
    const kept = stores.get(uid);
    if (kept?.key === key) return kept.store;
    const store = openObjects({ s3, credentials, clock, policy });
    stores.set(uid, { key, store });
    return store;
  }

  async function find(ref: Ref): Promise<LocationItem & { secretArn: string }> {
    const item = await catalog.read('location', ref.name);
    if (!item || item.uid !== ref.uid || !item.secretArn) {
      throw new Fault('location.not_found', `there is no location ${ref.name} with the uid ${ref.uid}`);
    }
    return { ...item, secretArn: item.secretArn };
  }

  async function openItem({ name, uid, generation, spec, status, secretArn }: LocationItem & { secretArn: string }) {
    const { recoveryKey, accessKeyId, secretAccessKey, sessionToken } = await secrets.read(secretArn);
    if (!recoveryKey || !accessKeyId || !secretAccessKey) {
      throw new Fault('internal', `the secret of location ${name} is not whole`);
    }
    const { type, s3 } = spec;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    const objects = storeOf(uid, generation, s3, credentials);
    const store = createObjectBackupStore(objects);
    const locationUid = status.locationUid ?? uid;
    const location: Location = { ref: { name, uid }, locationUid, type, s3, credentials, recoveryKey, store };
    return { location, objects };
  }

  return {
    async open(ref) {
      return (await openItem(await find(ref))).location;
    },

    async claim(ref, probe) {
      const item = await find(ref);
      const { location, objects } = await openItem(item);
      const { recoveryKey, locationUid } = location;
      await probeStore(objects, probe);
      const claimed = await claimLocation(objects, { installationId, recoveryKey, locationUid });
      return { generation: item.generation, locationUid: claimed };
    },
  };
}

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
