import * as z from 'zod';
import { Fault } from '../errors.ts';

/** Keys below a location's prefix. Two versions and two installations must agree on every one of them. */

export const MARKER = 'snapferry.json';

/** What validations write and remove again, by their operation's id. */
export const PROBES = 'probes/';

/** All backups, sealed or not. */
export const BACKUPS = 'backups/';
/** All repositories, by cluster, then by namespace. */
export const REPOSITORIES = 'repositories/';

export interface BackupKey {
  clusterId: string;
  backupId: string;
}

export function backupPath({ clusterId, backupId }: BackupKey): string {
  return `backups/${clusterId}/${backupId}/`;
}

export function sealPath(backup: BackupKey): string {
  return `${backupPath(backup)}backup.json`;
}

/** Whose backup an object is part of. */
export function parseBackupKey(key: string): BackupKey | undefined {
  const [, clusterId, backupId] = /^backups\/([^/]+)\/([^/]+)\//.exec(key) ?? [];
  return clusterId && backupId ? { clusterId, backupId } : undefined;
}

export interface PartPlace extends BackupKey {
  /** `<kind>.<group>`, or the kind alone for the core group; see kindNameOf. */
  resource: string;
  /** undefined for what is cluster-scoped. */
  namespace: string | undefined;
  n: number;
}

/** @param sha256 hex; its first 16 are in the name, so a late writer cannot replace a part that is recorded */
export function partPath(place: PartPlace, sha256: string): string {
  return `${backupPath(place)}resources/${place.resource}/${place.namespace ?? '-'}/${place.n}-${sha256.slice(0, 16)}`;
}

/** Which kind, namespace and turn a part is of, or undefined for what is not a part's key. */
export function parsePartPath(key: string): Pick<PartPlace, 'resource' | 'namespace' | 'n'> | undefined {
  const found = /^backups\/[^/]+\/[^/]+\/resources\/([^/]+)\/([^/]+)\/(\d+)-[0-9a-f]{16}$/.exec(key);
  if (!found) return undefined;
  const [, resource = '', namespace = '', n = ''] = found;
  return { resource, namespace: namespace === '-' ? undefined : namespace, n: Number(n) };
}

/** One kopia repository per cluster and namespace, so that a tenant's password opens nothing else. */
export function repositoryPath(clusterId: string, namespace: string): string {
  return `repositories/${clusterId}/${namespace}/`;
}

/** What kopia keeps apart: its user, its host and a path that names the claim, never where it was mounted. */
export function kopiaSourceOf(source: { clusterId: string; namespace: string; pvcUid: string }): string {
  return `snapferry@${source.clusterId}:/${source.namespace}/${source.pvcUid}`;
}

/** `snapferry.json`: which location this is, who writes to it, and whether a key is its key. Written once. */
export const locationMarkerSchema = z.object({
  format: z.literal(1),
  locationUid: z.string().min(1),
  installationId: z.string().min(1),
  /** See keyCheckOf(). */
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LocationMarker = z.infer<typeof locationMarkerSchema>;

/** @throws Fault Rejected `location.owned_by_other_installation` */
export function parseLocationMarker(body: Uint8Array): LocationMarker {
  try {
    return locationMarkerSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (cause) {
    throw new Fault('location.owned_by_other_installation', `${MARKER} at the location is not of format 1`, { cause });
  }
}

/*
 * The most that is read of what comes from outside and is held in memory whole. A bucket, an API server and a webhook are
 * not ours: whoever can write there chooses how much there is to read.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

/** One object, or one page of a list; a list over it is asked for again in smaller pages. */
export const MAX_OF_API_SERVER = 32 * MIB;
/** All pages of a list together: a server that never says that it ends fills no memory. */
export const MAX_OF_LIST = 128 * MIB;
export const MAX_PAGES = 2_000;
/** Folders below one prefix; who lists as many has not seen all. */
export const MAX_FOLDERS = 10_000;
/** A page of a list, or an error, of an object store. */
export const MAX_OF_STORE = 16 * MIB;
/** All volumes and parts of a backup; what it lists at 500 namespaces is a third of it. */
export const MAX_OF_SEAL = 16 * MIB;
/** A part is 8 MiB, or one object of the API server. */
const MAX_OF_PART = MAX_OF_API_SERVER + 16 * MIB;
const MAX_OF_MARKER = 64 * KIB;
/** kopia's format object, a probe. */
const MAX_OF_OTHERS = 16 * MIB;

/** Of a part, unpacked. */
export const MAX_UNPACKED = 64 * MIB;

/** @param key below the location's prefix */
export function mostBytesOf(key: string): number {
  if (key === MARKER) return MAX_OF_MARKER;
  if (parsePartPath(key)) return MAX_OF_PART;
  return parseBackupKey(key) ? MAX_OF_SEAL : MAX_OF_OTHERS;
}
