import type { LocationAccess } from '../../domain/location/location-spec.ts';
import type { Ref } from '../../domain/operation/refs.ts';
import type { BackupStore, Page } from './backup-store.ts';

/** An object store below a location's prefix: keys never start with `/` and never contain the prefix. */
export interface ObjectStore {
  /**
   * @param options.ifNoneMatch write only if nothing has the key; `exists` otherwise
   * @throws Fault Transient `location.unreachable`; Permanent `location.refused` (`details.status`: 404 is a bucket that is
   *   gone), `location.credentials_expired`, `location.address_refused`
   */
  put(key: string, body: Uint8Array, options?: { ifNoneMatch?: boolean }): Promise<'written' | 'exists'>;
  /** The whole object. @throws Fault Permanent `object.too_large` for one that is more than `mostBytesOf(key)` */
  get(key: string): Promise<Uint8Array | undefined>;
  list(prefix: string, cursor?: string): Promise<Page>;
  /** The names of what lies right below a prefix that ends with a slash, and has something below itself; the first MAX_FOLDERS. */
  folders(prefix: string): Promise<string[]>;
  delete(key: string): Promise<void>;
}

/** A location that has been opened with its secrets. Lives in memory of one call only. */
export type Location = LocationAccess & {
  ref: Ref;
  /** The uid in its snapferry.json, from which its keys derive: with `recoveryKey` this is a KeyRing of domain/keys. */
  locationUid: string;
  recoveryKey: string;
  store: BackupStore;
};

export interface Locations {
  /** @throws Fault `location.not_found` when the name is gone or is another location now; `location.address_refused` */
  open(ref: Ref): Promise<Location>;
}

/** The control plane's own look at a location, by which it becomes ours. */
export interface LocationClaims {
  /**
   * An object below `probes/` is written, read, listed and deleted, conditional writes
   * are tried, and `snapferry.json` is written, or adopted when it is ours and the key fits. Twice is once.
   * @param probe a name for the object, new for each look
   * @throws Fault `location.not_found`, `location.unreachable`, `location.refused`, `location.address_refused`,
   *   `location.no_conditional_write`, `location.key_mismatch`, `location.owned_by_other_installation`
   */
  claim(ref: Ref, probe: string): Promise<Claim>;
}

export interface Claim {
  /** Of the catalogue's item that was looked at. */
  generation: number;
  /** What keys derive from. */
  locationUid: string;
}
