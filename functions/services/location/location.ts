import type { S3Credentials, S3Settings } from '../../domain/location-spec.ts';
import type { Ref } from '../../domain/operation.ts';

/** An object store below a location's prefix: keys never start with `/` and never contain the prefix. */
export interface ObjectStore {
  /**
   * @param options.ifNoneMatch write only if nothing has the key; `exists` otherwise
   * @throws Fault Transient `location.unreachable`, Permanent `location.refused`
   */
  put(key: string, body: Uint8Array, options?: { ifNoneMatch?: boolean }): Promise<'written' | 'exists'>;
  get(key: string): Promise<Uint8Array | undefined>;
  list(prefix: string, cursor?: string): Promise<{ keys: { key: string; bytes: number }[]; cursor?: string }>;
  delete(key: string): Promise<void>;
}

/** A location that has been opened with its secrets. Lives in memory of one call only. */
export interface Location {
  ref: Ref;
  /** The uid in its snapferry.json, from which its keys derive: with `recoveryKey` this is a KeyRing of domain/keys. */
  locationUid: string;
  type: 's3';
  s3: S3Settings;
  credentials: S3Credentials;
  recoveryKey: string;
  store: ObjectStore;
}

export interface Locations {
  /** @throws Fault `location.not_found` when the name is gone or is another location now */
  open(ref: Ref): Promise<Location>;
}
