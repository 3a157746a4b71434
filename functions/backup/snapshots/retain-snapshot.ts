import { hopelessSnapshotError } from '../../domain/backup/snapshot-errors.ts';
import { GONE } from '../../domain/backup/unprotected.ts';
import { Fault, failureOf } from '../../domain/errors.ts';
import type { Ownership } from '../../domain/manifest/labels.ts';
import type { Run } from '../../domain/operation/operation.ts';
import type { VolumeRow } from '../../domain/volume/volume.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { PVC } from '../../services/cluster/kinds.ts';
import type { Changes, Ledger } from '../../services/ledger/ledger.ts';
import { keepSnapshot, readContent } from './keep-snapshot.ts';

/** As PlanBackup says it of those that it finds so. */
const LEFT_OUT = 'the claim is being deleted, and no snapshot of it can be made';

export interface On {
  cluster: Cluster;
  rows: ReturnType<typeof followVolumes>;
  installationId: string;
  operationId: string;
  /** While an application stands still: the volumes that were seen to be cut. What else is to be done with them waits for the thaw. */
  cut?: Set<string>;
}

/**
 * One look at the snapshot of a volume: once it is taken it is recorded, and kept by Retain.
 * @returns why the backup fails, if it does
 */
export async function retainSnapshot(on: On, volume: VolumeRow, snapshot: KubeObject | undefined) {
  if (!snapshot) return await failGone(on, volume);
  const message = errorOf(snapshot);
  if (on.cut ? await noteIfCut(on.cluster, on.cut, volume, snapshot) : await keep(on, volume, snapshot))
    return undefined;
  if (message === undefined || (await isLeaving(on, volume))) return undefined;
  const { rows } = on;
  const hopeless = hopelessSnapshotError(message);
  const said = `${volume.namespace}/${volume.pvc}: ${hopeless?.hint ? `${hopeless.hint}: ` : ''}${message}`;
  const fault = new Fault(hopeless?.code ?? 'snapshot.failed', said);
  await rows.update(volume, { reason: failureOf(fault), ...(hopeless ? { phase: 'Failed' } : {}) });
  return hopeless ? fault : undefined;
}

async function noteIfCut(
  cluster: Cluster,
  cut: Set<string>,
  { volumeId }: VolumeRow,
  snapshot: KubeObject,
): Promise<boolean> {
  const content = await readContent(cluster, snapshot);
  if (content?.status?.snapshotHandle) cut.add(volumeId);
  return cut.has(volumeId);
}

async function keep(on: On, volume: VolumeRow, snapshot: KubeObject): Promise<boolean> {
  const { cluster, rows, installationId, operationId } = on;
  const owner: Ownership = { installationId, operationId, role: 'snapshot', volumeId: volume.volumeId };
  const facts = await keepSnapshot(cluster, snapshot, owner);
  if (!facts) return false;
  const timings = { ...volume.timings, cutAt: facts.creationTime };
  await rows.update(volume, { phase: 'SnapshotTaken', snapshot: facts, timings, reason: undefined });
  return true;
}

async function failGone(on: On, volume: VolumeRow): Promise<Fault | undefined> {
  if (await isLeaving(on, volume)) return undefined;
  const { namespace, pvc } = volume;
  const fault = new Fault('snapshot.not_found', `the VolumeSnapshot of ${namespace}/${pvc} was deleted before the cut`);
  await on.rows.update(volume, { phase: 'Failed', reason: failureOf(fault) });
  return fault;
}

/**
 * Of a volume that is not cut: one whose claim is not there any more is Gone. One that is being deleted has its data, and
 * no snapshot of it is cut; it may still go, and is waited for as every error is. One that the schedule says may be
 * deleted is left out.
 */
async function isLeaving({ cluster, rows }: On, volume: VolumeRow): Promise<boolean> {
  const claim = await cluster.get(PVC, volume.namespace, volume.pvc);
  const isThere = claim?.metadata.uid === volume.pvcUid;
  if (isThere && !claim.metadata.deletionTimestamp) return false;
  if (isThere && volume.mayBeLeftOut)
    await rows.update(volume, { phase: 'Excluded', why: LEFT_OUT, reason: undefined });
  else if (isThere) await rows.update(volume, { reason: failureOf(terminating([volume])) });
  else await rows.update(volume, { phase: 'Gone', why: GONE, reason: undefined });
  return true;
}

export function terminating(volumes: readonly VolumeRow[]): Fault {
  const named = volumes.slice(0, 20).map(({ namespace, pvc }) => `${namespace}/${pvc}`);
  const message = `no snapshot can be made of claims that are being deleted and still there: ${named.join(', ')}`;
  return new Fault('volume.terminating', message, { disposition: 'Permanent' });
}

function errorOf(snapshot: KubeObject): string | undefined {
  const message = snapshot.status?.error?.message;
  return typeof message === 'string' ? message.slice(0, 1000) : undefined;
}

/** The volumes of a turn as they are now: what writes a row is told what it says, so nobody reads all of them again. */
export function followVolumes(ledger: Pick<Ledger, 'updateVolume'>, run: Run, volumes: readonly VolumeRow[]) {
  const rows = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  return {
    async update({ volumeId }: Pick<VolumeRow, 'volumeId'>, changes: Changes<VolumeRow>): Promise<void> {
      rows.set(volumeId, await ledger.updateVolume(run, volumeId, changes));
    },
    now: (): VolumeRow[] => [...rows.values()],
  };
}
