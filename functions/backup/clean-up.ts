import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import { recordCopies } from '../cluster-objects/cleanup/release-copies.ts';
import { removeAll } from '../cluster-objects/cleanup/remove-all.ts';
import { keptCopies } from '../domain/backup/local-copies.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { residualOfSeal, resolveSeal } from '../operations/resolve-seal.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import { leasesToRelease } from './rules/quiesce-lease.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/** Removes all but the local copies that are kept; done when a LIST by the operation's label finds nothing more. */
export function cleanUp(services: Dependencies): Step {
  const { clock, clusters, config, leases, ledger } = services;
  return cleanUpStep('backup', services, async ({ operation, run }, error) => {
    // Nothing is made before the plan stands; a cluster that is away for long is not waited for in vain.
    if (!operation.plannedAt) return { left: [], comesBack: false };
    const volumes = await ledger.readVolumes(run.operationId);
    const seal = await resolveSeal(services, { ...operation, ...run, bytes: sumBytes(volumes) });
    const keep = keptCopies(operation.spec, volumes, seal === 'none' ? error?.code : undefined);

    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const { left, kept } = await removeAll(cluster, config.installationId, run.operationId, keep);
    if (seal === 'unknown') left.push(residualOfSeal(operation));
    return {
      left,
      async end() {
        // One that ends while it creates a repository would keep the next backup waiting until the lease expires.
        const leasesHeld = left.length === 0 ? leasesToRelease(operation) : [];
        for (const lease of leasesHeld) await leases.release(lease, run.operationId);
        const keptFor = seal === 'sealed' ? 'backup' : 'retry';
        await recordCopies(ledger, run, volumes, { kept, keptFor, at: isoNow(clock) });
        return { counts: { kept: kept.size } };
      },
    };
  });
}
