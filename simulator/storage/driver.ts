import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SimulatorClock } from '../clock.ts';
import { type DriverError, type FaultBook, rpcError } from '../faults.ts';
import type { Files } from '../persistence.ts';
import type { Activity } from '../work-queue.ts';

/**
 * The simulated CSI driver. A volume is a folder, a snapshot a copy of it; without a root both are only names.
 * As CSI asks, every call is idempotent by name, and a snapshot survives its volume.
 */
export interface Driver {
  createVolume(request: { name: string; bytes: number; fromSnapshot?: string }): Promise<{ handle: string }>;
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

export interface SnapshotRequest {
  name: string;
  volume: string;
  /** For faults: the VolumeSnapshot's namespace and name, and the claim's name. */
  subject: { namespace: string; name: string; claim?: string };
}

export interface PhysicalSnapshot {
  handle: string;
  volume: string;
  bytes: number;
  /** Nanoseconds since 1970, which a double cannot hold: a decimal string. */
  createdNs: string;
  ready: boolean;
}

interface StoredSnapshot extends Omit<PhysicalSnapshot, 'ready'> {
  readyAt: number;
}

export class RpcError extends Error {
  readonly code: string;
  constructor(error: DriverError) {
    super(rpcError(error));
    this.name = 'RpcError';
    this.code = error.code;
  }
}

const run = promisify(execFile);

/** Keeps times, modes, owners, links and holes. The rename makes it whole or absent. */
async function copyTree(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const cow = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await run('cp', ['-a', ...cow, from, partial]);
  renameSync(partial, to);
}

export interface DriverOptions {
  files: Files;
  clock: SimulatorClock;
  faults: FaultBook;
  activity: Activity;
  /** Absent: nothing is kept on disk. */
  root?: string;
  /** The most snapshots of one volume; vSphere has 3. */
  maxSnapshotsPerVolume?: number;
}

export function createDriver(options: DriverOptions): Driver {
  const { files, clock, faults, activity, root, maxSnapshotsPerVolume } = options;
  const volumes = new Map<string, { handle: string; bytes: number }>();
  const snapshots = new Map<string, StoredSnapshot>();
  for (const path of files.list('csi/volumes')) {
    const volume = files.read(path) as { handle: string; bytes: number };
    volumes.set(volume.handle, volume);
  }
  for (const path of files.list('csi/snapshots')) {
    const snapshot = files.read(path) as StoredSnapshot;
    snapshots.set(snapshot.handle, snapshot);
  }

  function folder(kind: 'volumes' | 'snapshots', handle: string): string | undefined {
    return root === undefined ? undefined : join(root, kind, handle);
  }

  function describe({ readyAt, ...snapshot }: StoredSnapshot): PhysicalSnapshot {
    return { ...snapshot, ready: clock.now() >= readyAt };
  }

  function refuse(what: 'volume' | 'snapshot', handle: string): void {
    const fault = faults.take('deletion', { what, name: handle });
    if (fault !== undefined) throw new RpcError(fault.effect.error);
  }

  return {
    async createVolume({ name, bytes, fromSnapshot }) {
      const handle = name.replace(/^pvc-/, 'vol-');
      if (volumes.has(handle)) return { handle };
      const target = folder('volumes', handle);
      if (fromSnapshot !== undefined && !snapshots.has(fromSnapshot)) {
        throw new RpcError({ code: 'NotFound', message: `source snapshot ${fromSnapshot} does not exist` });
      }
      if (target !== undefined && !existsSync(target)) {
        const source = fromSnapshot === undefined ? undefined : folder('snapshots', fromSnapshot);
        if (source === undefined) mkdirSync(target, { recursive: true });
        else {
          mkdirSync(join(target, '..'), { recursive: true });
          await copyTree(source, target);
        }
      }
      volumes.set(handle, { handle, bytes });
      files.write(`csi/volumes/${handle}.json`, { handle, bytes });
      return { handle };
    },

    async deleteVolume(handle) {
      refuse('volume', handle);
      const target = folder('volumes', handle);
      files.remove(`csi/volumes/${handle}.json`);
      volumes.delete(handle);
      if (target !== undefined) rmSync(target, { recursive: true, force: true });
    },

    async createSnapshot({ name, volume, subject }) {
      const handle = name.replace(/^snapshot-/, 'snap-');
      const present = snapshots.get(handle);
      if (present !== undefined) {
        const late = faults.take('snapshot', subject, ({ effect }) => 'error' in effect && effect.when === 'after');
        if (late !== undefined && 'error' in late.effect) throw new RpcError(late.effect.error);
        return describe(present);
      }
      const source = volumes.get(volume);
      if (source === undefined) throw new RpcError({ code: 'NotFound', message: `volume ${volume} does not exist` });
      const early = faults.take('snapshot', subject, ({ effect }) => 'error' in effect && effect.when !== 'after');
      if (early !== undefined && 'error' in early.effect) throw new RpcError(early.effect.error);
      const taken = [...snapshots.values()].filter((snapshot) => snapshot.volume === volume).length;
      if (maxSnapshotsPerVolume !== undefined && taken >= maxSnapshotsPerVolume) {
        const message = `the number of snapshots on the source volume ${volume} reaches the configured maximum (${maxSnapshotsPerVolume})`;
        throw new RpcError({ code: 'FailedPrecondition', message });
      }
      const slow = faults.take('snapshot', subject, ({ effect }) => 'cutDelayMs' in effect);
      if (slow !== undefined && 'cutDelayMs' in slow.effect) await activity.pause(slow.effect.cutDelayMs);
      const from = folder('volumes', volume);
      const to = folder('snapshots', handle);
      const cutAt = clock.now();
      if (from !== undefined && to !== undefined) {
        mkdirSync(join(to, '..'), { recursive: true });
        rmSync(to, { recursive: true, force: true });
        await copyTree(from, to);
      }
      const lateness = faults.take('snapshot', subject, ({ effect }) => 'readyDelayMs' in effect);
      const readyDelayMs =
        lateness !== undefined && 'readyDelayMs' in lateness.effect ? lateness.effect.readyDelayMs : 0;
      const snapshot: StoredSnapshot = {
        handle,
        volume,
        bytes: source.bytes,
        createdNs: `${Math.trunc(cutAt)}${String(process.hrtime.bigint() % 1_000_000n).padStart(6, '0')}`,
        readyAt: cutAt + readyDelayMs,
      };
      files.write(`csi/snapshots/${handle}.json`, snapshot);
      snapshots.set(handle, snapshot);
      const isLateError = faults.peek(
        'snapshot',
        subject,
        ({ effect }) => 'error' in effect && effect.when === 'after',
      );
      return isLateError === undefined ? describe(snapshot) : { ...describe(snapshot), ready: false };
    },

    async deleteSnapshot(handle) {
      refuse('snapshot', handle);
      const target = folder('snapshots', handle);
      files.remove(`csi/snapshots/${handle}.json`);
      snapshots.delete(handle);
      if (target !== undefined) rmSync(target, { recursive: true, force: true });
    },

    findSnapshot(handle) {
      const snapshot = snapshots.get(handle);
      return snapshot === undefined ? undefined : describe(snapshot);
    },
    snapshots: () => [...snapshots.values()].map(describe),
    volumes: () => [...volumes.values()],
    volumeFolder: (handle) => folder('volumes', handle),
    snapshotFolder: (handle) => folder('snapshots', handle),
  };
}
