import { clearTemporary } from '../cluster-objects/cleanup/clear-temporary.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';

/** A location that failed its validation may refuse deletions for ever; what lies there is a few small objects. */
const RESIDUAL_AFTER_SECONDS = 120;

/** Removes the Job and its Secret, and what both looks wrote at the location. */
export function cleanUp(
  services: Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'locations' | 'log'>,
): Step {
  const { clock, ledger, locations, log } = services;
  return step(
    'validation',
    'CleanUp',
    services,
    async (call) => {
      const cleared = await clearTemporary(services, call, { residualAfterSeconds: RESIDUAL_AFTER_SECONDS });
      if ('next' in cleared) return cleared.next;
      const { left } = cleared;
      const { operation, run } = call;

      await removeProbes(operation.refs.location, run.operationId);
      await ledger.updateOperation(run, { cleanedAt: clock.now().toISOString(), residuals: left.slice(0, 100) });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );

  /** Best effort: where the location is the fault, its probe objects cannot be removed either. */
  async function removeProbes(ref: { name: string; uid: string } | undefined, operationId: string): Promise<void> {
    if (!ref) return;
    try {
      const { store } = await locations.open(ref);
      await store.removeProbes({ operationId });
    } catch (thrown) {
      log.warn('probe objects stay', { operationId, reason: thrown instanceof Error ? thrown.message : 'unknown' });
    }
  }
}
