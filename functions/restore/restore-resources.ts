import type { Manifest } from '../domain/manifest/manifest.ts';
import type { RestorePlace } from '../domain/operation/checkpoints.ts';
import { done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { restorableOf } from '../domain/restore/restorable.ts';
import type { RestoredObject } from '../domain/restore/restored-object.ts';
import { openRestoring } from '../manifests/restoring.ts';
import { openSealedBackup } from '../manifests/sealed-backup.ts';
import { readRefused } from '../operations/read-record.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';
import { linkOwners } from './objects/link-all.ts';
import { createRestorer, noteOf } from './objects/restore-one.ts';

type ResourceServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const CONCURRENCY = 8;
const BATCH = 40;
const RESERVE_MS = 30_000;
/** A kind that its definition has just brought is served within seconds. */
const KIND_SECONDS = 120;
/** What was refused may have needed what came after it, or room in a quota: it is tried this often again. */
const ROUNDS = 2;
const MAX_WARNINGS = 20;

/**
 * Creates the objects of the backup in restore order, in batches, after their volumes, and records what became of each.
 * What the target refuses stops nobody: it is tried again after all others, and then stands on the record as dropped.
 *
 * Invariant: which objects are about to be created is in the ledger before the first of a batch is. CheckTarget found
 * none of them, so one that exists afterwards is of a batch that a turn of ours had begun, and is then ours, or is what
 * would have been created anyway, or is somebody else's, and left. So no object needs a label or a note of ours.
 */
export function restoreResources(services: ResourceServices): Step {
  return step('restore', 'RestoreResources', services, async (call) => await restore(services, call));
}

async function restore(services: ResourceServices, call: StepCall<'restore'>): Promise<StepResult> {
  const { operation, run, remainingMs, secondsInStage, wait } = call;
  const { clusters, ledger } = services;
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const restoring = await openRestoring(cluster, backup, operation);
  const volumes = await ledger.readVolumes(run.operationId);
  const madeHere = newNamespacesOf(operation) ?? new Set();
  const restoreOne = createRestorer({ operation, backup, cluster, restoring, volumes, madeHere });
  const notes = new Set(operation.warnings);
  const checkpoints = { ...operation.checkpoints };
  let place = checkpoints.RestoreResources ?? { part: 0, object: 0, begun: 0, round: 0 };
  let refused = place.round > 0 ? await readRefused(ledger, run.operationId) : undefined;

  for (;;) {
    for (const [at, part] of backup.parts.entries()) {
      if (at < place.part || (refused && !refused.parts.has(at))) continue;
      const objects = await restoring.read(part);
      for (let from = at === place.part ? place.object : 0; from < objects.length; from += BATCH) {
        const before = refused?.batchOf(at, from);
        if (refused && !before) continue;
        const batch = objects.slice(from, from + BATCH);
        const left = { partsLeft: backup.parts.length - at };
        if (secondsInStage < KIND_SECONDS && batch.some(isMissingKind)) return wait(left);
        if (remainingMs() < RESERVE_MS) return waiting(0, left);
        const begun = at === place.part && from < place.begun;
        if (!begun) await advance({ ...place, part: at, object: from, begun: from + batch.length });
        await ledger.recordObjects(run, { part: at, from, objects: await restoreBatch(batch, before, begun) });
      }
    }
    const still = await readRefused(ledger, run.operationId);
    if (still.count === 0 || place.round >= ROUNDS) {
      await advance({ ...place, part: backup.parts.length, object: 0, begun: 0 });
      const note = (sentence: string) => void notes.add(sentence);
      const linked = await linkOwners(services, call, { backup, cluster, restoring, checkpoints, note });
      await advance(place);
      if (linked === 'later') return waiting(0, {});
      const objects = backup.seal.parts.reduce((sum, { count }) => sum + count, 0);
      return done({ objects, dropped: still.count, warnings: notes.size });
    }
    refused = still;
    await advance({ part: 0, object: 0, begun: 0, round: place.round + 1 });
    return wait({ dropped: still.count });
  }

  /** @param before what is known of the batch: only what was refused is tried again */
  async function restoreBatch(
    batch: readonly Manifest[],
    before: readonly RestoredObject[] | undefined,
    begun: boolean,
  ) {
    const records: RestoredObject[] = [...(before ?? [])];
    const tried = [...batch.entries()].filter(([at]) => !before || before[at]?.outcome === 'dropped');
    await inParallel(tried, CONCURRENCY, async ([at, object]) => {
      const record = await restoreOne(object, begun);
      records[at] = record;
      const note = noteOf(object, record);
      if (note) notes.add(note);
    });
    return records;
  }

  async function advance(next: RestorePlace): Promise<void> {
    place = next;
    checkpoints.RestoreResources = next;
    await ledger.updateOperation(run, { checkpoints, warnings: shortened([...notes], run.operationId) });
  }

  function isMissingKind(object: Manifest): boolean {
    return restorableOf(object, restoring.context).how === 'create' && !restoring.kindOf(object);
  }
}

/** The record has them all. */
function shortened(notes: readonly string[], operationId: string): string[] {
  const more = `every object, what became of it and why: GET /v1/restores/${operationId}/objects`;
  const others = notes.filter((note) => note !== more);
  return others.length > MAX_WARNINGS ? [...others.slice(0, MAX_WARNINGS), more] : others;
}
