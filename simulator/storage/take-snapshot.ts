import { rmSync } from 'node:fs';
import type { SimulatorClock } from '../clock.ts';
import type { FaultBook, SnapshotFault } from '../faults.ts';
import type { Activity } from '../work-queue.ts';
import { copyTree, type Disk } from './disk.ts';
import { RpcError } from './rpc-error.ts';

export interface SnapshotRequest {
  name: string;
  volume: string;
  /** For faults: the VolumeSnapshot's namespace and name, and the claim's name. */
  subject: { namespace: string; name: string; claim: string | undefined };
}

export interface PhysicalSnapshot {
  handle: string;
  volume: string;
  bytes: number;
  /** Nanoseconds since 1970, which a double cannot hold: a decimal string. */
  createdNs: string;
  ready: boolean;
}

export interface StoredSnapshot extends Omit<PhysicalSnapshot, 'ready'> {
  readyAt: number;
}

export interface Storage {
  clock: SimulatorClock;
  faults: FaultBook;
  activity: Activity;
  volumes: Disk<{ handle: string; bytes: number }>;
  snapshots: Disk<StoredSnapshot>;
}

export function physical(
  { clock }: Pick<Storage, 'clock'>,
  { readyAt, ...snapshot }: StoredSnapshot,
): PhysicalSnapshot {
  return { ...snapshot, ready: clock.now() >= readyAt };
}

export async function takeSnapshot(storage: Storage, request: SnapshotRequest): Promise<PhysicalSnapshot> {
  const { faults, snapshots } = storage;
  const { name, subject } = request;
  const handle = name.replace(/^snapshot-/, 'snap-');
  const present = snapshots.get(handle);
  if (present !== undefined) {
    refuse(faults.take('snapshot', subject, isLateError));
    return physical(storage, present);
  }
  const { bytes } = sourceOf(storage, request);
  const cutAt = await cut(storage, request, handle);
  const lateness = faults.take('snapshot', subject, ({ effect }) => 'readyDelayMs' in effect);
  const readyDelayMs = lateness !== undefined && 'readyDelayMs' in lateness.effect ? lateness.effect.readyDelayMs : 0;
  const snapshot: StoredSnapshot = {
    handle,
    volume: request.volume,
    bytes,
    // Read as a number it is off by up to 128 ns: not into the millisecond after the cut.
    createdNs: `${Math.trunc(cutAt)}${String(process.hrtime.bigint() % 999_000n).padStart(6, '0')}`,
    readyAt: cutAt + readyDelayMs,
  };
  snapshots.put(snapshot);
  const isLate = faults.peek('snapshot', subject, isLateError) !== undefined;
  return isLate ? { ...physical(storage, snapshot), ready: false } : physical(storage, snapshot);
}

function isLateError({ effect }: SnapshotFault): boolean {
  return 'error' in effect && effect.when === 'after';
}

function refuse(fault: SnapshotFault | undefined): void {
  if (fault !== undefined && 'error' in fault.effect) throw new RpcError(fault.effect.error);
}

/** The volume, if a snapshot of it may be taken. */
function sourceOf(storage: Storage, { volume, subject }: SnapshotRequest): { bytes: number } {
  const { faults, volumes } = storage;
  const source = volumes.get(volume);
  if (source === undefined) throw new RpcError({ code: 'NotFound', message: `volume ${volume} does not exist` });
  refuse(faults.take('snapshot', subject, ({ effect }) => 'error' in effect && effect.when !== 'after'));
  return source;
}

/** Returns the time that the snapshot shows. */
async function cut(storage: Storage, { volume, subject }: SnapshotRequest, handle: string): Promise<number> {
  const { clock, faults, activity, volumes, snapshots } = storage;
  const slow = faults.take('snapshot', subject, ({ effect }) => 'cutDelayMs' in effect);
  if (slow !== undefined && 'cutDelayMs' in slow.effect) await activity.pause(slow.effect.cutDelayMs);
  const from = volumes.folder(volume);
  const to = snapshots.folder(handle);
  const cutAt = clock.now();
  if (from !== undefined && to !== undefined) {
    rmSync(to, { recursive: true, force: true });
    await copyTree(from, to);
  }
  return cutAt;
}
