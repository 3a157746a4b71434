import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import { removeFromClusters } from '../cluster-objects/cleanup/remove-from-clusters.ts';
import { isMaintenance } from '../domain/transfer/transfer.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';
import { byCluster } from './seals/place-works.ts';

/** Removes the movers, then gives the maintenance of the location back: not while one of them may still write. */
export function cleanUp(services: Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>): Step {
  const { leases, ledger } = services;
  return cleanUpStep('maintenance', services, async ({ operation, run }) => {
    const { transfers } = await ledger.readTransfers(operation);
    const works = byCluster(operation, transfers.filter(isMaintenance));
    const others = works.map(({ ref }) => ref).filter(({ uid }) => uid !== operation.refs.cluster.uid);
    const left = await removeFromClusters(services, operation, others);
    return {
      left,
      async end() {
        const held = left.length === 0 ? (operation.heldLeases ?? []) : [];
        for (const lease of held) await leases.release(lease, run.operationId);
        await ledger.emptySeals(run);
        return {};
      },
    };
  });
}
