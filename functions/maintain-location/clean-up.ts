import { clearTemporary } from '../cluster-objects/cleanup/clear-temporary.ts';
import { done } from '../domain/operation/step-result.ts';
import { isMaintenance } from '../domain/transfer/transfer.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { byCluster } from './seals/place-works.ts';

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>;

/** Removes the movers, then gives the maintenance of the location back: not while one of them may still write. */
export function cleanUp(services: Used): Step {
  const { clock, leases, ledger } = services;
  return step(
    'maintenance',
    'CleanUp',
    services,
    async (call) => {
      const { transfers } = await ledger.readTransfers(call.operation);
      const works = byCluster(call.operation, transfers.filter(isMaintenance));
      const others = works.map(({ ref }) => ref).filter(({ uid }) => uid !== call.operation.refs.cluster.uid);
      const cleared = await clearTemporary(services, call, { others });
      if ('next' in cleared) return cleared.next;
      const { left } = cleared;
      const { operation, run } = call;

      const held = left.length === 0 ? (operation.repositoryLeases ?? []) : [];
      for (const lease of held) await leases.release(lease, run.operationId);
      await ledger.emptySeals(run);
      await ledger.updateOperation(run, { cleanedAt: clock.now().toISOString(), residuals: left.slice(0, 100) });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );
}
