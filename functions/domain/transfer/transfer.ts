import type { Failure } from '../errors.ts';
import { objectNameOf, volumeIdOf } from '../ids.ts';
import type { DueRepository, MaintenanceResult } from '../location/maintenance.ts';
import type { ClusterRef, Ref } from '../operation/refs.ts';
import type { MoverResult, Progress } from '../volume/volume.ts';

/** What every transfer has. */
interface TransferBase {
  id: string;
  /** 0: an earlier release has kept it elsewhere, and it has no row of its own yet. */
  epoch: number;
  /** Where it writes to, or reads. */
  location: Ref;
  repository: { clusterId: string; namespace: string };
  volumeId?: string;
  /** `Skipped`: given up, and said on the operation. */
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Skipped';
  /** Attempts so far; the running one is the last. */
  attempt: number;
  /** Not before this time may the next attempt start. */
  retryAt?: string;
  memoryDoubled?: boolean;
  /** Of the last attempt; gone once there is another. */
  failure?: Failure;
  progress?: Progress;
  launchedAt?: string;
  endedAt?: string;
}

/** Of a volume: it has one upload for each location that it is copied to. */
export interface DataTransfer extends TransferBase {
  work: 'upload' | 'download';
  /** In our own namespace, the claim that the last attempt reads or fills. */
  claim?: string;
  /** Which repair of its repository an upload was told of; a later one may have marked what it leans on. */
  knownRepairAt?: string;
  result?: MoverResult;
}

export interface MaintenanceTransfer extends TransferBase {
  work: 'maintain';
  full: boolean;
  /** The cluster whose Jobs work on it: its own, or the location's gatewayCluster. Absent in rows of an earlier version. */
  on?: ClusterRef;
  /** Since when that cluster, which is not the operation's, has not answered. */
  silentSince?: string;
  result?: MaintenanceResult;
  /** It cannot be opened, by no fault of a store or a cluster: what was sealed in it cannot be restored. */
  unopened?: true;
}

/** Snapshots of a backup are deleted from a repository. */
export interface PruneTransfer extends TransferBase {
  work: 'prune';
}

/** A repository is made, or what it lacks is marked so that uploads write it anew. */
export interface RepositoryTransfer extends TransferBase {
  work: 'create-repository' | 'repair-repository';
}

/** A location is tried from a cluster. */
export interface ProbeTransfer extends TransferBase {
  work: 'probe';
}

/**
 * What movers do for an operation, one Job at a time, retried as one. Its attempt is written before that attempt's claim
 * and Job are made, which are named by both.
 */
export type Transfer = DataTransfer | MaintenanceTransfer | ProbeTransfer | PruneTransfer | RepositoryTransfer;
export type TransferWork = Transfer['work'];

export function isOfData(transfer: Transfer): transfer is DataTransfer {
  return transfer.work === 'upload' || transfer.work === 'download';
}

export function isMaintenance(transfer: Transfer): transfer is MaintenanceTransfer {
  return transfer.work === 'maintain';
}

export function isOfRepository(transfer: Transfer): transfer is RepositoryTransfer {
  return transfer.work === 'create-repository' || transfer.work === 'repair-repository';
}

export function isProbe(transfer: Transfer): transfer is ProbeTransfer {
  return transfer.work === 'probe';
}

export function planMaintenances(location: Ref, due: readonly DueRepository[], epoch: number): MaintenanceTransfer[] {
  return due.map(({ clusterId, namespace, ...how }) => ({
    id: transferIdOf('maintain', location, `${clusterId}/${namespace}`),
    epoch,
    work: 'maintain',
    location,
    repository: { clusterId, namespace },
    phase: 'Pending',
    attempt: 0,
    ...how,
  }));
}

/** The same work at the same place is the same transfer. */
export function transferIdOf(work: TransferWork, location: Ref, subject: string): string {
  return volumeIdOf(`${work}/${location.uid}/${subject}`);
}

/**
 * The Job of its last attempt, and its claim. There is one claim an attempt: a volume that a lost node holds on to never
 * keeps the next attempt waiting.
 */
export function jobOf(operationId: string, { id, attempt }: Pick<Transfer, 'id' | 'attempt'>): string {
  return objectNameOf(operationId, id, attempt);
}

/** May be launched now. */
export function isDue({ phase, retryAt }: Pick<Transfer, 'phase' | 'retryAt'>, now: Date): boolean {
  return phase === 'Pending' && (retryAt === undefined || retryAt <= now.toISOString());
}

/** Its attempt was begun and not launched (a Task died in between), and goes on: only a failure asks for another one. */
export function isBegun({ attempt, failure }: Pick<Transfer, 'attempt' | 'failure'>): boolean {
  return attempt > 0 && !failure;
}
