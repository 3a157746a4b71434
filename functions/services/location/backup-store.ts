import type { BackupKey } from '../../domain/location/location-layout.ts';

export interface Listed {
  key: string;
  bytes: number;
  modifiedAt: string;
}

export interface Page {
  keys: Listed[];
  /** Where to go on; absent at the end. */
  cursor?: string;
}

/** One repository of a location. */
export interface RepositoryPlace {
  clusterId: string;
  namespace: string;
}

/**
 * What the control plane keeps at a location beside what movers write: seals, manifest parts, and what it must know of
 * repositories. Nothing here says how: an object store is asked directly, what only a cluster reaches by Jobs there.
 *
 * Invariant: every method may be called again with the same arguments, and any may throw Transient `location.pending`,
 * when the answer is being fetched: the state waits, visibly, and asks again. Else
 * @throws Fault Transient `location.unreachable`; Permanent `location.refused` (`details.status`: 404 is a bucket that is
 *   gone), `location.credentials_expired`, `location.address_refused`
 */
export interface BackupStore {
  /** `snapferry.json`, by which a location is ours. */
  readMarker(): Promise<Uint8Array | undefined>;

  /** @param key of partPath, which holds the hash of what is in it: whoever writes it again writes the same */
  putPart(key: string, body: Uint8Array): Promise<void>;
  /** The whole part. @throws Fault Permanent `object.too_large` for one that is more than `mostBytesOf(key)` */
  readPart(key: string): Promise<Uint8Array | undefined>;
  /** Parts of backups that no seal lists, or whose seal is gone. What is gone already is fine. */
  removeParts(keys: readonly string[]): Promise<void>;

  /** Written once: `exists` says that something lies there, whoever wrote it. */
  writeSeal(backup: BackupKey, body: Uint8Array): Promise<'written' | 'exists'>;
  /** @throws Fault Permanent `object.too_large` */
  readSeal(backup: BackupKey): Promise<Uint8Array | undefined>;
  /** Whatever it holds: what is too large to be one of ours is there as well. */
  hasSeal(backup: BackupKey): Promise<boolean>;
  removeSeal(backup: BackupKey): Promise<void>;

  /** All that lies below `backups/`, backup by backup; a backup may lie on two pages. */
  listBackups(cursor?: string): Promise<Page>;
  listBackup(backup: BackupKey, cursor?: string): Promise<Page>;

  /** Of a cluster its namespaces, otherwise the clusters that have repositories; the first MAX_FOLDERS. */
  listRepositories(clusterId?: string): Promise<string[]>;
  /** Whether kopia's format object is there, with which it opens a repository. */
  hasRepository(repository: RepositoryPlace): Promise<boolean>;
  /**
   * Clears what a creation that was killed has left, where that is all there is.
   * @throws Fault Permanent `repository.unreadable`: there is data, and no format object; nothing was changed
   */
  clearHalfMadeRepository(repository: RepositoryPlace): Promise<void>;

  /** What validations wrote, of one of them or of all before a time. @returns how many */
  removeProbes(which: { operationId: string } | { before: string }): Promise<number>;
}
