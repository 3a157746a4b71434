import type { Manifest } from '../../domain/manifest/manifest.ts';
import type { RestoreCheckpoints } from '../../domain/operation/checkpoints.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import { readBatches } from '../../operations/read-record.ts';
import type { Uses } from '../../platform/services.ts';
import type { StepCall } from '../../platform/step.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { createLinker } from './link-owners.ts';
import { noteOf } from './restore-one.ts';

const RESERVE_MS = 30_000;

interface Linking {
  backup: SealedBackup;
  cluster: Cluster;
  restoring: Restoring;
  /** Of the operation, as they are now: where it got to is added when it has to come back. */
  checkpoints: RestoreCheckpoints;
  /** Told, for the operation's warnings, of each object whose owner could not be set. */
  note(sentence: string): void;
}

/** Sets the owners of all that is on the record as made, batch by batch. @returns `later` when the time of the Task is up */
export async function linkOwners(
  { ledger }: Uses<'ledger'>,
  { run, remainingMs }: StepCall<'restore'>,
  { backup, cluster, restoring, checkpoints, note }: Linking,
): Promise<'done' | 'later'> {
  const link = createLinker(cluster, restoring);
  let read: { part: number; objects: Manifest[] } | undefined;
  let linked = checkpoints.LinkOwners;
  for await (const batch of readBatches(ledger, run.operationId, linked)) {
    if (remainingMs() < RESERVE_MS) {
      if (linked) checkpoints.LinkOwners = linked;
      await ledger.updateOperation(run, { checkpoints });
      return 'later';
    }
    linked = { part: batch.part, from: batch.from };
    const part = backup.parts[batch.part];
    if (!part) continue;
    if (read?.part !== batch.part) read = { part: batch.part, objects: await restoring.read(part) };
    if (!read.objects.some(({ metadata }) => metadata.ownerReferences)) continue;
    const changed = await link(read.objects, batch);
    if (!changed) continue;
    await ledger.recordObjects(run, changed);
    for (const [at, record] of changed.objects.entries()) {
      const object = read.objects[changed.from + at];
      const said = object && record !== batch.objects[at] ? noteOf(object, record) : undefined;
      if (said) note(said);
    }
  }
  return 'done';
}
