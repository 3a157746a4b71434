import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import type { Location, ObjectStore } from '../../functions/services/location/location.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';

const LOOPBACK = createAddressPolicy(['127.0.0.0/8']);
const opened = new Map<string, ObjectStore>();

/** The objects of a location as they lie in its bucket, for tests that look at them, and spoil them. */
export function bucketOf({ s3, credentials }: Pick<Location, 's3' | 'credentials'>): ObjectStore {
  const key = JSON.stringify([s3, credentials]);
  const store = opened.get(key) ?? createS3Store({ s3, credentials, clock: systemClock, policy: LOOPBACK });
  opened.set(key, store);
  return store;
}
