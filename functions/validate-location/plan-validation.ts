import { Fault } from '../domain/errors.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done } from '../domain/operation/step-result.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';

/** Claims the run, and makes sure that the cluster and the generation of the location are still those that were meant. */
export function planValidation(services: Uses<'catalog' | 'clock' | 'clusters' | 'ledger' | 'log'>): Step {
  const { catalog } = services;
  return planStep('validation', 'PlanValidation', services, async ({ operation }) => {
    const locationRef = locationOf(operation);
    const item = await catalog.read('location', locationRef.name);
    if (item?.uid !== locationRef.uid) {
      throw new Fault('location.not_found', `location ${locationRef.name} is gone, or another one now`);
    }
    if (item.generation !== operation.spec.generation) {
      const message = `location ${locationRef.name} was changed since its validation was asked for; validate it again`;
      throw new Fault('request.precondition_failed', message);
    }
    await openSameCluster(services, operation.refs.cluster);
    return done();
  });
}
