import { done } from '../domain/operation/step-result.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';

/** Claims the run, and makes sure that the cluster is still the one that was meant. */
export function planSimulation(services: Uses<'clock' | 'clusters' | 'ledger' | 'log'>): Step {
  return planStep('simulation', 'PlanSimulation', services, async ({ operation }) => {
    await openSameCluster(services, operation.refs.cluster);
    return done();
  });
}
