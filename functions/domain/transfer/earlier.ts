import * as z from 'zod';
import { isUploaded } from '../backup/methods.ts';
import { failureSchema } from '../failure.ts';
import { volumeIdOf } from '../ids.ts';
import { maintenanceResultSchema } from '../location/maintenance.ts';
import { openRecord } from '../open-record.ts';
import type { Operation } from '../operation/operation.ts';
import { clusterRefSchema, type Ref } from '../operation/refs.ts';
import { sourceClusterIdOf } from '../restore/restore-plan.ts';
import type { Volume, VolumePhase } from '../volume/volume.ts';
import type { DataTransfer, MaintenanceTransfer, PruneTransfer, Transfer } from './transfer.ts';

// What the previous landing has kept in other rows. Jobs and claims of then have names of then.

const PHASES: Partial<Record<VolumePhase, Transfer['phase']>> = {
  Deleting: 'Running',
  Uploading: 'Running',
  Restoring: 'Running',
  Binding: 'Succeeded',
  Done: 'Succeeded',
  Failed: 'Failed',
};

/** A deletion of the previous landing has a row without a claim for each repository. */
function isPrune({ pvc }: Pick<Volume, 'pvc'>): boolean {
  return pvc === '';
}

/** Whether the previous landing has moved this volume, or was to, and says so in its row. */
export function isMovedByEarlier(volume: Volume, transfers: readonly Transfer[]): boolean {
  if (isPrune(volume)) {
    return !transfers.some(({ work, repository }) => work === 'prune' && repository.namespace === volume.namespace);
  }
  return isUploaded(volume) && !transfers.some(({ volumeId }) => volumeId === volume.volumeId);
}

/** What the previous landing has in the volume's own row. Jobs and claims of then are named by the volume. */
export function transferOfEarlier(
  operation: Pick<Operation, 'refs'> & { location: Ref },
  volume: Volume,
): DataTransfer | PruneTransfer {
  const { volumeId, namespace, phase, attempt, retryAt, memoryDoubled, knownRepairAt, progress, result } = volume;
  const { launchedAt, movedAt } = volume.timings;
  const claim = volume.restored?.temporaryClaim;
  const common = {
    id: volumeId,
    epoch: 0,
    location: operation.location,
    repository: { clusterId: sourceClusterIdOf(operation), namespace },
    volumeId,
    phase: PHASES[phase] ?? 'Pending',
    attempt,
    ...(retryAt ? { retryAt } : {}),
    ...(memoryDoubled ? { memoryDoubled } : {}),
    ...(volume.reason ? { failure: volume.reason } : {}),
    ...(progress ? { progress } : {}),
    ...(launchedAt ? { launchedAt } : {}),
    ...(movedAt ? { endedAt: movedAt } : {}),
  };
  if (isPrune(volume)) return { ...common, work: 'prune' };
  return {
    ...common,
    work: volume.sealed ? 'download' : 'upload',
    ...(claim ? { claim } : {}),
    ...(knownRepairAt ? { knownRepairAt } : {}),
    ...(result ? { result } : {}),
  };
}

/** A repository in a maintenance, as it was. */
export const earlierWorkSchema = openRecord({
  clusterId: z.string(),
  namespace: z.string(),
  full: z.boolean(),
  phase: z.enum(['Waiting', 'Running', 'Done', 'Failed']),
  on: clusterRefSchema.exactOptional(),
  silentSince: z.string().exactOptional(),
  attempt: z.number(),
  memoryDoubled: z.literal(true).exactOptional(),
  result: maintenanceResultSchema.exactOptional(),
  reason: failureSchema.exactOptional(),
  unopened: z.literal(true).exactOptional(),
});
export type EarlierWork = z.infer<typeof earlierWorkSchema>;

const WORK_PHASES = { Waiting: 'Pending', Running: 'Running', Done: 'Succeeded', Failed: 'Failed' } as const;

export function maintenanceOfEarlier(location: Ref, work: EarlierWork): MaintenanceTransfer {
  const { clusterId, namespace, full, phase, on, silentSince, attempt, memoryDoubled, result, reason, unopened } = work;
  return {
    id: volumeIdOf(`repository/${clusterId}/${namespace}`),
    epoch: 0,
    work: 'maintain',
    location,
    repository: { clusterId, namespace },
    full,
    phase: WORK_PHASES[phase],
    attempt,
    ...(on ? { on } : {}),
    ...(silentSince ? { silentSince } : {}),
    ...(memoryDoubled ? { memoryDoubled } : {}),
    ...(result ? { result } : {}),
    ...(reason ? { failure: reason } : {}),
    ...(unopened ? { unopened } : {}),
  };
}
