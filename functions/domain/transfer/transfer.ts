import * as z from 'zod';
import { failureSchema } from '../failure.ts';
import { objectNameOf, volumeIdOf } from '../ids.ts';
import { type DueRepository, maintenanceResultSchema } from '../location/maintenance.ts';
import { openRecord } from '../open-record.ts';
import { clusterRefSchema, type Ref, refSchema } from '../operation/refs.ts';
import { moverResultSchema, progressSchema } from '../volume/volume.ts';

/** What every transfer has. */
const transferShape = {
  id: z.string(),
  /** 0: it has no row yet. */
  epoch: z.number(),
  /** Where it writes to, or reads. */
  location: refSchema,
  repository: openRecord({ clusterId: z.string(), namespace: z.string() }),
  volumeId: z.string().exactOptional(),
  /** `Skipped`: given up, and said on the operation. */
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Skipped']),
  /** Attempts so far; the running one is the last. */
  attempt: z.number(),
  /** Not before this time may the next attempt start. */
  retryAt: z.string().exactOptional(),
  memoryDoubled: z.boolean().exactOptional(),
  /** Of the last attempt; gone once there is another. */
  failure: failureSchema.exactOptional(),
  progress: progressSchema.exactOptional(),
  launchedAt: z.string().exactOptional(),
  endedAt: z.string().exactOptional(),
  /** The Job of its last attempt, where it shares one with others. */
  job: z.string().exactOptional(),
  /** Its turn in a shared Job never came: that attempt does not count, and the next has a Job of its own. */
  returned: z.literal(true).exactOptional(),
};

/** Of a volume: it has one upload for each location that it is copied to. */
const dataTransferSchema = openRecord({
  ...transferShape,
  work: z.enum(['upload', 'download']),
  /** In our own namespace, the claim that the last attempt reads or fills. */
  claim: z.string().exactOptional(),
  /** Which repair of its repository an upload was told of; a later one may have marked what it leans on. */
  knownRepairAt: z.string().exactOptional(),
  result: moverResultSchema.exactOptional(),
});
export type DataTransfer = z.infer<typeof dataTransferSchema>;

const maintenanceTransferSchema = openRecord({
  ...transferShape,
  work: z.literal('maintain'),
  full: z.boolean(),
  /** The cluster whose Jobs work on it: its own, or the location's gatewayCluster. Absent in rows of an earlier version. */
  on: clusterRefSchema.exactOptional(),
  /** Since when that cluster, which is not the operation's, has not answered. */
  silentSince: z.string().exactOptional(),
  result: maintenanceResultSchema.exactOptional(),
  /** It cannot be opened, by no fault of a store or a cluster: what was sealed in it cannot be restored. */
  unopened: z.literal(true).exactOptional(),
});
export type MaintenanceTransfer = z.infer<typeof maintenanceTransferSchema>;

/** Snapshots of a backup are deleted from a repository. */
const pruneTransferSchema = openRecord({ ...transferShape, work: z.literal('prune') });
export type PruneTransfer = z.infer<typeof pruneTransferSchema>;

/** A repository is made, or what it lacks is marked so that uploads write it anew. */
const repositoryTransferSchema = openRecord({
  ...transferShape,
  work: z.enum(['create-repository', 'repair-repository']),
});
export type RepositoryTransfer = z.infer<typeof repositoryTransferSchema>;

/** A location is tried from a cluster. */
const probeTransferSchema = openRecord({ ...transferShape, work: z.literal('probe') });
export type ProbeTransfer = z.infer<typeof probeTransferSchema>;

/** A Job at a time, retried as one. An attempt is written before its claim and Job, which are named by it. */
export const transferSchema = z.discriminatedUnion('work', [
  dataTransferSchema,
  maintenanceTransferSchema,
  probeTransferSchema,
  pruneTransferSchema,
  repositoryTransferSchema,
]);
export type Transfer = z.infer<typeof transferSchema>;
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
 * The name of its last attempt: of its mover, its claim and, unless it shares one, its Job. There is one claim an attempt: a
 * volume that a lost node holds on to never keeps the next attempt waiting.
 */
export function attemptNameOf(operationId: string, { id, attempt }: Pick<Transfer, 'id' | 'attempt'>): string {
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
