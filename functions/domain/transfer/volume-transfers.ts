import { isDownloaded, isUploaded } from '../backup/methods.ts';
import type { Operation } from '../operation/operation.ts';
import { sourceClusterIdOf } from '../restore/restore-plan.ts';
import type { Volume, VolumePhase, VolumeRow } from '../volume/volume.ts';
import { type DataTransfer, isOfData, type Transfer, transferIdOf } from './transfer.ts';

interface Move {
  moves: typeof isUploaded;
  before: VolumePhase;
  running: VolumePhase;
  after: VolumePhase;
}

/** What a volume is while its data moves, and after. */
const MOVES: Record<'upload' | 'download', Move> = {
  upload: { moves: isUploaded, before: 'Adopted', running: 'Uploading', after: 'Done' },
  download: { moves: isDownloaded, before: 'Pending', running: 'Restoring', after: 'Binding' },
};

/** The transfers that a plan of volumes asks for, one at each location. */
export function planTransfers(
  work: keyof typeof MOVES,
  operation: Pick<Operation, 'refs'>,
  volumes: readonly Pick<Volume, 'volumeId' | 'namespace' | 'method'>[],
  epoch: number,
): DataTransfer[] {
  const clusterId = sourceClusterIdOf(operation);
  const moved = volumes.filter(MOVES[work].moves);
  return operation.refs.locations.flatMap((location) =>
    moved.map(({ volumeId, namespace }) => ({
      id: transferIdOf(work, location, volumeId),
      epoch,
      work,
      location,
      repository: { clusterId, namespace },
      volumeId,
      phase: 'Pending',
      attempt: 0,
    })),
  );
}

/** A volume as it stands. A row without transfers is of a release that kept all in the volume's, or moves nothing. */
export function withTransfers(row: VolumeRow, transfers: readonly Transfer[]): Volume {
  const [first] = transfers.filter(isOfData);
  if (!first) return { attempt: 0, ...row };
  const { work } = first;
  const { before, running } = MOVES[work];
  const moves = row.phase === before || row.phase === running;
  // What a release that kept all in the volume's row had begun is told by its transfers since.
  const { progress: _p, result: _r, retryAt: _t, reason: own, ...volume }: Volume = { attempt: 0, ...row };
  const { claim, launchedAt, endedAt, memoryDoubled, progress, result, retryAt } = first;
  const reason = moves ? transfers.find(({ failure }) => failure)?.failure : own;
  return {
    ...volume,
    phase: moves ? phaseOf(work, transfers) : row.phase,
    attempt: Math.max(...transfers.map(({ attempt }) => attempt)),
    timings: { ...row.timings, ...(launchedAt ? { launchedAt } : {}), ...(endedAt ? { movedAt: endedAt } : {}) },
    ...(reason ? { reason } : {}),
    ...(retryAt ? { retryAt } : {}),
    ...(memoryDoubled ? { memoryDoubled } : {}),
    ...(progress ? { progress } : {}),
    ...(result ? { result } : {}),
    ...(work === 'download' && claim
      ? { restored: { namespace: row.namespace, ...row.restored, temporaryClaim: claim } }
      : {}),
  };
}

function phaseOf(work: keyof typeof MOVES, transfers: readonly Transfer[]): VolumePhase {
  const { before, running, after } = MOVES[work];
  if (transfers.some(({ phase }) => phase === 'Failed')) return 'Failed';
  if (transfers.every(({ phase }) => phase === 'Succeeded')) return after;
  return transfers.some(({ phase }) => phase !== 'Pending') ? running : before;
}
