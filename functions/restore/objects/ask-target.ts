import { Fault } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/manifest/manifest.ts';
import { nameSome } from '../../domain/name-some.ts';
import type { RestoreSpec } from '../../domain/restore/restore-spec.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import { conflict, MAX_LISTED } from '../../manifests/target-look.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';
import { createTrials, type Trials } from './try-objects.ts';

/** Asked of the target between two looks at the time that is left. */
const BATCH = 80;

/** Objects before it, in restore order, were asked for. */
export interface AskedUpTo {
  part: number;
  object: number;
}

interface Way {
  from: AskedUpTo;
  isOut(): boolean;
  /** Whether the target has it; the kind of what would be made, if anything is. */
  look(object: Manifest): Promise<Kind | undefined>;
  trials: Trials;
}

/**
 * Asks the target for each object of the backup: whether it is there, and whether it would be refused.
 * @returns where the time was over; undefined at the end
 */
export async function askTarget(
  { parts }: Pick<SealedBackup, 'parts'>,
  restoring: Restoring,
  { from, isOut, look, trials }: Way,
): Promise<AskedUpTo | undefined> {
  for (const [at, part] of parts.entries()) {
    if (at < from.part) continue;
    const objects = await restoring.read(part);
    for (let next = at === from.part ? from.object : 0; next < objects.length; next += BATCH) {
      if (isOut()) return { part: at, object: next };
      const asked: { object: Manifest; kind: Kind }[] = [];
      for (const object of objects.slice(next, next + BATCH)) {
        const kind = await look(object);
        if (kind) asked.push({ object, kind });
      }
      await trials.ask(asked);
    }
  }
  return undefined;
}

/** @param existing target namespaces that are there */
export function openTrials(
  cluster: Cluster,
  spec: RestoreSpec,
  { seal }: Pick<SealedBackup, 'seal'>,
  { existing, restoring: { context } }: { existing: ReadonlySet<string>; restoring: Restoring },
): Trials {
  const volumes = seal.volumes.filter(({ outcome }) => outcome !== 'NoData');
  const withVolume = new Set(volumes.map(({ namespace, pvc }) => `${namespace}/${pvc}`));
  return createTrials({ cluster, spec, context, existing, withVolume });
}

/** What a restore would fail for: Permanent `restore.conflict`, `restore.refused`; both list what was found. */
export function refusalOf(conflicts: readonly string[], { refusals }: Pick<Trials, 'refusals'>): Fault | undefined {
  if (conflicts.length > 0) return conflict(conflicts);
  if (refusals.length === 0) return undefined;
  const found = refusals.toSorted();
  const details = { refused: found.slice(0, MAX_LISTED), count: found.length };
  return new Fault('restore.refused', `the target would refuse ${nameSome(found, 5)}`, { details });
}
