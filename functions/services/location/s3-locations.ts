import { Fault } from '../../domain/errors.ts';
import type { S3Credentials, S3Settings } from '../../domain/location/location-spec.ts';
import type { Ref } from '../../domain/operation/refs.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Catalog, LocationItem } from '../catalog/catalog.ts';
import type { Clock } from '../clock/clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { claimLocation, probeStore } from './claim.ts';
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
      return {
        generation: item.generation,
        locationUid: await claimLocation(objects, { installationId, recoveryKey, locationUid }),
      };
    },
  };
}
