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
