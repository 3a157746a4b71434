import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import type { S3Server } from '../../local/s3.ts';
import { bucketOf } from './bucket.ts';

/** A location at an S3 server of a test, opened as a Task has it. @param place what is another than usual */
export function moverLocation(
  { credentials, region, url }: Pick<S3Server, 'credentials' | 'region' | 'url'>,
  place: Partial<Location['s3']>,
): Location {
  const s3 = { endpoint: url, region, bucket: 'backups', prefix: 'p', pathStyle: true, ...place };
  return {
    ref: { name: 'main', uid: 'l1' },
    locationUid: 'l1',
    type: 's3',
    s3,
    credentials,
    recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(3)),
    store: createObjectBackupStore(bucketOf({ s3, credentials })),
  };
}
