import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import { removeFromClusters } from '../cluster-objects/cleanup/remove-from-clusters.ts';
import { locationOf, type Ref } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** A location that failed its validation may refuse deletions for ever; what lies there is a few small objects. */
const RESIDUAL_AFTER_SECONDS = 120;

/** Removes the Job and its Secret, and what both looks wrote at the location. */
export function cleanUp(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'locations' | 'log'>): Step {
  const { locations, log } = services;
  return cleanUpStep('validation', services, async ({ operation, run }) => ({
    left: await removeFromClusters(services, operation),
    residualAfterSeconds: RESIDUAL_AFTER_SECONDS,
    async end() {
      await removeProbes(locationOf(operation), run.operationId);
      return {};
    },
  }));

  /** Best effort: where the location is the fault, its probe objects cannot be removed either. */
  async function removeProbes(ref: Ref, operationId: string): Promise<void> {
    try {
      const { store } = await locations.open(ref);
      await store.removeProbes({ operationId });
    } catch (thrown) {
      log.warn('probe objects stay', { operationId, reason: thrown instanceof Error ? thrown.message : 'unknown' });
    }
  }
}
