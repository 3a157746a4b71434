import { releaseCopies } from '../cluster-objects/cleanup/release-copies.ts';
import { copiesBeside, copiesToRelease, type HeldCopies, staleAt } from '../domain/backup/local-copies.ts';
import type { BackupOperation, Operation } from '../domain/operation/operation.ts';
import { findCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';
import { closeIfComplete } from './close-if-complete.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'ledger'>;

/** Of a schedule: those before have none any more, or are looked at with the next success. */
const MAX_BACKUPS = 100;

/** When local copies are to be released because of this end; undefined when none are. */
export async function copiesUntilOf({ clock, ledger }: Uses<'clock' | 'ledger'>, operation: Operation) {
  if (operation.kind !== 'backup') return undefined;
  if (operation.phase === 'Succeeded') return operation.slot ? isoNow(clock) : undefined;
  if (operation.phase !== 'Failed' || !operation.plannedAt) return undefined;
  const kept = copiesBeside(await ledger.readVolumes(operation.operationId));
  return kept.length > 0 ? staleAt(operation).toISOString() : undefined;
}

export function isDue({ copiesUntil }: Operation, now: Date): boolean {
  return copiesUntil !== undefined && copiesUntil <= now.toISOString();
}

/**
 * Releases the local copies whose turn has come with the end of this backup, on the cluster they are on. One that is not
 * registered any more is not waited for.
 * @returns whether all of it is done; then copies keep the backup among the open ones no more
 */
export async function releaseDue(services: Dependencies, operation: Operation): Promise<boolean> {
  const { clock, ledger } = services;
  if (!isDue(operation, clock.now())) return false;
  const held = await readHeld(services, operation);
  const due = Map.groupBy(copiesToRelease(held, clock.now()), ({ operationId }) => operationId);
  for (const one of held) {
    const { operationId, refs } = one.backup;
    const volumeIds = new Set(due.get(operationId)?.map(({ volumeId }) => volumeId));
    const ref = volumeIds.size > 0 ? await findCluster(services, refs.cluster) : undefined;
    if (!ref) continue;
    const cluster = await services.clusters.open(ref, 'backup');
    if (!(await releaseCopies(services, cluster, one.backup, volumeIds))) return false;
    const message = `of ${volumeIds.size} volumes, with the end of ${operation.name}`;
    await ledger.appendEvent(operationId, { type: 'LocalCopiesReleased', message });
    if (copiesBeside(one.volumes).length > volumeIds.size) continue;
    const changes = { copiesReleasedAt: isoNow(clock), copiesUntil: undefined };
    await closeIfComplete(services, await ledger.updateEnded(operationId, changes));
  }
  await closeIfComplete(services, await ledger.updateEnded(operation.operationId, { copiesUntil: undefined }));
  return true;
}

async function readHeld({ clock, ledger }: Dependencies, operation: Operation) {
  const listed = operation.slot ? await ledger.listBySchedule(operation.slot.schedule.uid) : [operation];
  const ended = listed.filter(({ phase, copiesReleasedAt }) => /^(Succeeded|Failed)$/.test(phase) && !copiesReleasedAt);
  const held: (HeldCopies & { backup: BackupOperation })[] = [];
  for (const { operationId } of ended.slice(0, MAX_BACKUPS)) {
    const backup = await ledger.readOperation(operationId);
    if (backup?.kind !== 'backup' || !/^(Succeeded|Failed)$/.test(backup.phase)) continue;
    const volumes = await ledger.readVolumes(operationId);
    held.push({ backup, volumes });
    // One of snapshots only, or of none any more, is not looked at again.
    if (copiesBeside(volumes).length === 0) await ledger.updateEnded(operationId, { copiesReleasedAt: isoNow(clock) });
  }
  return held;
}
