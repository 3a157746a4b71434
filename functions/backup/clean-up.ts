import { recordCopies } from '../cluster-objects/cleanup/record-copies.ts';
import { removeAll } from '../cluster-objects/cleanup/remove-all.ts';
import { waitForRemoval } from '../cluster-objects/cleanup/wait-for-removal.ts';
import { keptCopies } from '../domain/backup/local-copies.ts';
import { done } from '../domain/operation/step-result.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { residualOfSeal, settleSeal } from '../operations/settle-seal.ts';
import type { Services } from '../platform/services.ts';
import { failureOfMachine, type Step, step } from '../platform/step.ts';

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/**
 * Removes everything of this operation from the cluster but the local copies that are kept, on every path; done when a
 * LIST by the operation's label finds nothing more.
 */
export function cleanUp(services: Used): Step {
  const { clock, clusters, config, leases, ledger } = services;
  return step(
    'backup',
    'CleanUp',
    services,
    async (call) => {
      const { operation, run, payload } = call;
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const error = operation.error ?? (caught?.Error ? failureOfMachine(caught) : undefined);
      if (!operation.plannedAt) {
        // Nothing is made before the plan stands; a cluster that is away for long is not waited for in vain.
        await ledger.updateOperation(run, { cleanedAt: clock.now().toISOString(), residuals: [] });
        return done({ left: 0, kept: 0 });
      }
      const volumes = await ledger.readVolumes(run.operationId);
      const seal = await settleSeal(services, { ...operation, ...run, bytes: sumBytes(volumes) });
      const keep = keptCopies(operation.spec, volumes, seal === 'none' ? error?.code : undefined);

      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const { left, kept } = await removeAll(cluster, config.installationId, run.operationId, keep);
      if (seal === 'unknown') left.push(residualOfSeal(operation));
      const comesBack = waitForRemoval(config, call, left);
      if (comesBack) return comesBack;

      // One that ends while it creates a repository would keep the next backup waiting until the lease expires.
      const leasesHeld = left.length === 0 ? (operation.repositoryLeases ?? []) : [];
      for (const lease of leasesHeld) await leases.release(lease, run.operationId);
      const at = clock.now().toISOString();
      await recordCopies(ledger, run, volumes, { kept, keptFor: seal === 'sealed' ? 'backup' : 'retry', at });
      await ledger.updateOperation(run, { cleanedAt: at, residuals: left.slice(0, 100) });
      return done({ left: left.length, kept: kept.size });
    },
    { always: true, soon: true },
  );
}
