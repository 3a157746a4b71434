import { MARKER, parseBackupKey, parsePartPath } from './location-layout.ts';

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
