import { type FaultCode, toFault } from '../domain/errors.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import type { Uses } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { type Budget, type BudgetedReads, withinBudget } from './read-budget.ts';
import { openRestoring } from './restoring.ts';
import { openSealedBackup } from './sealed-backup.ts';
import { type AskedRestore, createTargetLook, type TargetLook } from './target-look.ts';

/** Within a request, whose function ends after 28 s, and which has asked the cluster before and writes afterwards. */
const WITHIN_A_REQUEST: Budget = { ms: 8_000, bytes: 24 * 1024 * 1024 };

/** Whoever asks for the restore can act on these; the others say something of the look. */
const TOLD: ReadonlySet<FaultCode> = new Set(['restore.kind_not_found']);

/**
 * What of a backup is in the way of its restore, as far as a first look finds it: the objects of namespaces that are there,
 * and those of kinds that are not. What it does not come to, for want of time or of an answer, CheckTarget finds.
 * @param look has looked at the claims
 * @returns what is in the way
 * @throws Fault Permanent `restore.kind_not_found`
 */
export async function findConflicts(
  { locations, log }: Uses<'locations' | 'log'>,
  cluster: Cluster,
  asked: AskedRestore,
  existing: ReadonlySet<string>,
  budget: Budget = WITHIN_A_REQUEST,
): Promise<readonly string[]> {
  const away = new Set<string>();
  const look = createTargetLook(cluster, asked.spec, { existing, away });
  try {
    const end = await withinBudget(locations, budget, async (reads) => {
      await lookAtParts(reads, cluster, asked, { look, existing, away });
    });
    if (end === 'over') log.info('first look at a target not finished', { backup: asked.spec.backup });
  } catch (thrown) {
    const fault = toFault(thrown);
    if (TOLD.has(fault.code)) throw fault;
    log.info('first look at a target not finished', { backup: asked.spec.backup, reason: fault.message });
  }
  return look.conflicts;
}

async function lookAtParts(
  reads: BudgetedReads,
  cluster: Cluster,
  asked: AskedRestore,
  { look, existing, away }: { look: TargetLook; existing: ReadonlySet<string>; away: Set<string> },
): Promise<void> {
  const backup = await openSealedBackup(reads, asked);
  const restoring = await openRestoring(cluster, backup, asked, {
    onUnavailable: (groupVersion) => away.add(groupVersion.split('/')[0] ?? ''),
    // of what is only looked for nothing is made
    withFamilies: false,
  });
  const { namespaceMapping } = asked.spec;
  const parts = backup.parts.filter(
    ({ kindName, namespace }) =>
      (namespace !== undefined && existing.has(targetOf(namespaceMapping, namespace))) || !restoring.serves(kindName),
  );
  reads.warm(parts.map(({ key }) => key));
  for (const part of parts) {
    for (const object of await restoring.read(part)) {
      reads.check();
      await look.ask(object, restoring);
    }
  }
}
