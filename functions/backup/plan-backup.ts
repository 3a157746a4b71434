import type { BackupSpec } from '../domain/backup-spec.ts';
import { Fault } from '../domain/errors.ts';
import { planVolumes } from '../domain/selection.ts';
import { done } from '../domain/step-result.ts';
import { checkNamespaces, readClaims, readSnapshotClasses } from '../runtime/read-claims.ts';
import type { Services } from '../runtime/services.ts';
import { planStep, type Step } from '../runtime/step.ts';

/**
 * Claims the run and writes every volume's row: its method and why, before anything on the cluster is touched.
 * A takeover finds `plannedAt` and goes on with the rows that are there.
 */
export function planBackup(services: Pick<Services, 'clock' | 'clusters' | 'ledger' | 'log'>): Step {
  const { clock, clusters, ledger } = services;
  return planStep<BackupSpec>('PlanBackup', services, async ({ operation, run }) => {
    if (operation.plannedAt) return done(operation.counts);
    const { refs, spec } = operation;
    const cluster = await clusters.open(refs.cluster, 'backup');
    if ((await cluster.identity()) !== refs.cluster.clusterId) {
      throw new Fault('cluster.not_found', `${refs.cluster.name} is another cluster now`, { disposition: 'Permanent' });
    }
    await checkNamespaces(cluster, spec.selection.namespaces);
    const claims = await readClaims(cluster, spec.selection.namespaces);
    const planned = planVolumes(claims, await readSnapshotClasses(cluster), spec);
    await ledger.putVolumes(
      run,
      planned.map((volume) => ({ ...volume, epoch: run.epoch })),
    );
    const counts = { volumes: planned.filter(({ phase }) => phase === 'Pending').length };
    await ledger.updateOperation(run, { plannedAt: clock.now().toISOString(), counts });
    return done(counts);
  });
}
