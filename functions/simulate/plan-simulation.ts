import { branch, done } from '../domain/operation/step-result.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';

/** Claims the run, and makes sure that the cluster is still the one that was meant, for the identity that it is about. */
export function planSimulation(services: Uses<'clock' | 'clusters' | 'ledger' | 'log'>): Step {
  return planStep('simulation', 'PlanSimulation', services, async ({ operation }) => {
    const { refs, spec } = operation;
    await openSameCluster(services, refs.cluster, spec.of);
    return spec.of === 'backup' ? done() : branch('restore');
  });
}
