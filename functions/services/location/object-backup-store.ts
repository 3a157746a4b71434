import { Fault, toFault } from '../../domain/errors.ts';
import {
  BACKUPS,
  backupPath,
  MARKER,
  PROBES,
  REPOSITORIES,
  repositoryPath,
  sealPath,
} from '../../domain/location/location-layout.ts';
import type { BackupStore, RepositoryPlace } from './backup-store.ts';
import type { ObjectStore } from './location.ts';

/** Requests at once. */
const CONCURRENCY = 16;
const FORMAT = 'kopia.repository';
/** kopia's first object of a new repository, before the format. */
const FIRST = 'kopia.blobcfg';

/** Backups in a store of objects that the control plane reaches itself. */
export function createObjectBackupStore(objects: ObjectStore): BackupStore {
  return {
    readMarker: () => objects.get(MARKER),

    async putPart(key, body) {
      await objects.put(key, body);
    },
    readPart: (key) => objects.get(key),
    async removeParts(keys) {
      for (let at = 0; at < keys.length; at += CONCURRENCY) {
        await Promise.all(keys.slice(at, at + CONCURRENCY).map((key) => objects.delete(key)));
      }
    },

    writeSeal: (backup, body) => objects.put(sealPath(backup), body, { ifNoneMatch: true }),
    readSeal: (backup) => objects.get(sealPath(backup)),
    hasSeal: (backup) => isThere(objects, sealPath(backup)),
    removeSeal: (backup) => objects.delete(sealPath(backup)),

    listBackups: (cursor) => objects.list(BACKUPS, cursor),
    listBackup: (backup, cursor) => objects.list(backupPath(backup), cursor),

    listRepositories: (clusterId) =>
      objects.folders(clusterId === undefined ? REPOSITORIES : `${REPOSITORIES}${clusterId}/`),
    hasRepository: (repository) => isThere(objects, `${pathOf(repository)}${FORMAT}`),
    clearHalfMadeRepository: (repository) => clearHalfMade(objects, pathOf(repository)),

    removeProbes: (which) => removeProbes(objects, which),
  };
}

function pathOf({ clusterId, namespace }: RepositoryPlace): string {
  return repositoryPath(clusterId, namespace);
}

async function isThere(objects: ObjectStore, key: string): Promise<boolean> {
  try {
    return (await objects.get(key)) !== undefined;
  } catch (thrown) {
    if (toFault(thrown).code === 'object.too_large') return true;
    throw thrown;
  }
}

/**
 * A creation that was killed may leave kopia's first object without the format object that follows it: kopia then
 * neither creates ("found existing data") nor connects ("not initialized"). With the lease held and no Job of it
 * running, nobody writes there, so the remains can go. Where there is more, it is no creation's and stays as it is.
 */
async function clearHalfMade(objects: ObjectStore, path: string): Promise<void> {
  const { keys } = await objects.list(path);
  const names = keys.map(({ key }) => key.slice(path.length));
  if (names.includes(FORMAT)) return;
  if (names.some((name) => name !== FIRST)) {
    const why = `${path} holds data, and its ${FORMAT} is gone: nothing was changed there`;
    throw new Fault('repository.unreadable', why);
  }
  for (const { key } of keys) await objects.delete(key);
}

async function removeProbes(objects: ObjectStore, which: { operationId: string } | { before: string }) {
  const prefix = 'operationId' in which ? `${PROBES}${which.operationId}` : PROBES;
  let [removed, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const page = await objects.list(prefix, cursor);
    const keys = page.keys.filter(({ modifiedAt }) => !('before' in which) || modifiedAt < which.before);
    for (const { key } of keys) await objects.delete(key);
    removed += keys.length;
    cursor = page.cursor;
  } while (cursor);
  return removed;
}
