import type { MaintenanceSpec } from '../domain/maintenance.ts';
import { done, waiting } from '../domain/step-result.ts';
import { removeTemporary } from '../runtime/cleanup/remove-temporary.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, step } from '../runtime/step.ts';

const RESIDUAL_AFTER_SECONDS = 600;

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>;

/** Removes the movers, then gives the maintenance of the location back: not while one of them may still write. */
export function cleanUp(services: Used): Step {
  const { clock, clusters, config, leases, ledger } = services;
  return step<MaintenanceSpec>(
    'CleanUp',
    services,
    async ({ operation, run, payload, secondsInStage, wait }) => {
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const left = await removeTemporary(cluster, config.installationId, run.operationId);
      const doubt = run.epoch > 1 ? config.takeoverGraceSeconds - secondsInStage : 0;
      if (left.length === 0 && doubt > 0) return waiting(Math.ceil(Math.min(doubt, 60)), { left: 0 });
      if (left.length > 0 && secondsInStage < RESIDUAL_AFTER_SECONDS) return wait({ left: left.length });

      const held = left.length === 0 ? (operation.repositoryLeases ?? []) : [];
      for (const lease of held) await leases.release(lease, run.operationId);
      await ledger.emptySeals(run);
      await ledger.updateOperation(run, { cleanedAt: clock.now().toISOString(), residuals: left.slice(0, 100) });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );
}
