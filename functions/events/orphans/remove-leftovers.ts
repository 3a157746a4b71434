import { recordCopies } from '../../cluster-objects/cleanup/release-copies.ts';
import { removeAll } from '../../cluster-objects/cleanup/remove-all.ts';
import { removeRestored } from '../../cluster-objects/cleanup/remove-restored.ts';
import { type KeptCopies, keptCopies } from '../../domain/backup/local-copies.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';

/** Removes all of an ended operation but what its record keeps. Twice is once. @returns what is still there */
export async function removeLeftovers(
  services: Uses<'clock' | 'config' | 'ledger'>,
  cluster: Cluster,
  operation: Operation,
): Promise<Residual[]> {
  const { clock, config, ledger } = services;
  const { operationId, kind, phase } = operation;
  if (kind === 'restore') {
    return await removeRestored(cluster, config.installationId, operationId, await ledger.readVolumes(operationId));
  }
  // Of the others only backups keep something: they leave Jobs and Secrets.
  const volumes = kind === 'backup' ? await ledger.adoptVolumes(operation) : [];
  const { left, kept } = await removeAll(cluster, config.installationId, operationId, keptBy(operation, volumes));
  const keptFor = phase === 'Succeeded' ? 'backup' : 'retry';
  await recordCopies(ledger, operation, volumes, { kept, keptFor, at: isoNow(clock) });
  return left;
}

/** What the record of an ended operation keeps on the cluster. */
export function keptBy(operation: Operation, volumes: readonly Volume[]): KeptCopies {
  if (operation.kind !== 'backup' || operation.phase === 'Deleted') return new Map();
  const { phase, spec, error } = operation;
  const code = phase === 'Succeeded' ? undefined : error?.code;
  const released = new Set(volumes.filter(({ localCopy }) => localCopy?.releasedAt).map(({ volumeId }) => volumeId));
  const kept = [...keptCopies(spec, volumes, code)];
  // The only copy of a backup that is not deleted stays, whatever a look said that did not find it.
  return new Map(kept.filter(([volumeId, why]) => why === 'only' || !released.has(volumeId)));
}
