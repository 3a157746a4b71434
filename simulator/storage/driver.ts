import { existsSync, mkdirSync } from 'node:fs';
import type { Files } from '../persistence.ts';
import { copyTree, openDisk } from './disk.ts';
import { RpcError } from './rpc-error.ts';
import {
  type PhysicalSnapshot,
  physical,
  type SnapshotRequest,
  type Storage,
  type StoredSnapshot,
  takeSnapshot,
} from './take-snapshot.ts';

/**
 * The simulated CSI driver. A volume is a folder, a snapshot a copy of it; without a root both are only names.
 * As CSI asks, every call is idempotent by name, and a snapshot survives its volume.
 */
export interface Driver {
  createVolume(request: { name: string; bytes: number; fromSnapshot: string | undefined }): Promise<{ handle: string }>;
  deleteVolume(handle: string): Promise<void>;
  createSnapshot(request: SnapshotRequest): Promise<PhysicalSnapshot>;
  deleteSnapshot(handle: string): Promise<void>;
  /** ListSnapshots with an id: undefined when there is none. */
  findSnapshot(handle: string): PhysicalSnapshot | undefined;
  snapshots(): PhysicalSnapshot[];
  volumes(): { handle: string; bytes: number }[];
  /** The host folder with a volume's files; undefined without a root. */
  volumeFolder(handle: string): string | undefined;
  snapshotFolder(handle: string): string | undefined;
}

export interface DriverOptions extends Omit<Storage, 'volumes' | 'snapshots'> {
  files: Files;
  /** Absent: nothing is kept on disk. */
  root: string | undefined;
}

export function createDriver({ files, root, ...options }: DriverOptions): Driver {
  const volumes = openDisk<{ handle: string; bytes: number }>('volumes', files, root);
  const snapshots = openDisk<StoredSnapshot>('snapshots', files, root);
  const storage: Storage = { ...options, volumes, snapshots };

  return {
    async createVolume({ name, bytes, fromSnapshot }) {
      const handle = name.replace(/^pvc-/, 'vol-');
      if (volumes.get(handle) !== undefined) return { handle };
      if (fromSnapshot !== undefined && snapshots.get(fromSnapshot) === undefined) {
        throw new RpcError({ code: 'NotFound', message: `source snapshot ${fromSnapshot} does not exist` });
      }
      const target = volumes.folder(handle);
      if (target !== undefined && !existsSync(target)) {
        const source = fromSnapshot === undefined ? undefined : snapshots.folder(fromSnapshot);
        if (source === undefined) mkdirSync(target, { recursive: true });
        else await copyTree(source, target);
      }
      volumes.put({ handle, bytes });
      return { handle };
    },

    deleteVolume: async (handle) => volumes.remove(handle),
    createSnapshot: (request) => takeSnapshot(storage, request),
    deleteSnapshot: async (handle) => snapshots.remove(handle),
    findSnapshot(handle) {
      const snapshot = snapshots.get(handle);
      return snapshot === undefined ? undefined : physical(storage, snapshot);
    },
    snapshots: () => snapshots.all().map((snapshot) => physical(storage, snapshot)),
    volumes: volumes.all,
    volumeFolder: volumes.folder,
    snapshotFolder: snapshots.folder,
  };
}
