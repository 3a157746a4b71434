import { Fault, type FaultCode, toFault } from '../domain/errors.ts';
import { targetClassOf } from '../domain/restore/map-classes.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import { checkTargets } from '../domain/restore/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore/restore-spec.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { type Budget, type BudgetedReads, withinBudget } from '../manifests/read-budget.ts';
import { openRestoring } from '../manifests/restoring.ts';
import { openSealedBackup } from '../manifests/sealed-backup.ts';
import {
  type AskedRestore,
  conflict,
  createTargetLook,
  existingTargets,
  type TargetLook,
} from '../manifests/target-look.ts';
import type { Uses } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { STORAGE_CLASS } from '../services/cluster/kinds.ts';

const MAX_NAMED = 10;

type Asked = AskedRestore & { spec: Pick<RestoreSpec, 'storageClassMapping'> };

interface OfBackup {
  /** Its namespaces. */
  sources: readonly string[];
  volumes: readonly Volume[];
}

/**
 * What a restore would be refused for, as far as a request has the time to see it, before there is a record: classes that
 * are not there, namespaces that go, claims and objects that are there, kinds that are not. PlanRestore and CheckTarget
 * look again, at all of it.
 * @throws Fault Rejected `storage_class.not_found`, `restore.conflict`, `restore.kind_not_found`, `namespace.wants_admin`;
 *   those of the cluster
 */
export async function checkRestoreTarget(
  services: Uses<'clusters' | 'locations' | 'log'>,
  asked: Asked,
  { sources, volumes }: OfBackup,
): Promise<void> {
  const { namespaceMapping, storageClassMapping } = asked.spec;
  const cluster = await services.clusters.open(asked.refs.cluster, 'restore');
  const wanted = volumes
    .filter(({ phase }) => phase === 'Done')
    .map(({ namespace, pvc, storageClass = '' }) => ({
      namespace,
      pvc,
      storageClass: targetClassOf(storageClassMapping, storageClass),
    }));
  try {
    checkTargets(sources, namespaceMapping, cluster.ownNamespace);
    await checkClasses(cluster, wanted);
    const existing = await existingTargets(cluster, asked, sources);
    const look = createTargetLook(cluster, asked.spec, { existing, away: new Set() });
    await look.askClaims(
      wanted.map(({ namespace, pvc }) => ({ namespace: targetOf(namespaceMapping, namespace), pvc })),
    );
    const found = [...look.conflicts, ...(await findConflicts(services, cluster, asked, existing))];
    if (found.length > 0) throw conflict(found);
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.disposition !== 'Permanent') throw thrown;
    throw new Fault(thrown.code, thrown.message, { cause: thrown, details: thrown.details, disposition: 'Rejected' });
  }
}

/** @throws Fault Permanent `storage_class.not_found`, listing them with their claims, and those that are there */
export async function checkClasses(
  cluster: Cluster,
  volumes: readonly { namespace: string; pvc: string; storageClass?: string | undefined }[],
): Promise<void> {
  if (volumes.length === 0) return;
  const classes = new Set((await cluster.listAll(STORAGE_CLASS)).map(({ metadata }) => metadata.name));
  const missing = volumes.filter(({ storageClass }) => !storageClass || !classes.has(storageClass));
  if (missing.length === 0) return;
  const named = missing.map(({ namespace, pvc, storageClass }) => `${storageClass || 'none'} of ${namespace}/${pvc}`);
  const there = [...classes].toSorted();
  throw new Fault(
    'storage_class.not_found',
    `the cluster has no StorageClass ${named.slice(0, MAX_NAMED).join(', ')}; it has ${there.slice(0, 20).join(', ') || 'none'}`,
    { details: { storageClasses: [...new Set(missing.map(({ storageClass }) => storageClass ?? ''))], there } },
  );
}

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
