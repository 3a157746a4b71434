import { Fault } from '../domain/errors.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import { readMade } from './objects/made-objects.ts';

/** Claims the run, and says so on the restore. @throws Fault Permanent `cluster.forbidden`: manifests without undo */
export function planUndo(services: Uses<'clock' | 'clusters' | 'ledger' | 'log'>): Step {
  const { clock, clusters, ledger } = services;
  return planStep('undo', 'PlanUndo', services, async ({ operation, run }) => {
    if (operation.plannedAt) return done(operation.counts);
    const { restore } = operation.spec;
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const denied = await cluster.denied([{ verb: 'delete', group: '*', resource: '*' }]);
    if (denied.length > 0) {
      throw new Fault('cluster.forbidden', 'the restore identity may not delete what a restore made');
    }
    const { made } = await readMade(ledger, restore);
    const at = isoNow(clock);
    await ledger.updateEnded(restore, { undo: { operationId: run.operationId, at, by: operation.createdBy } });
    const counts = { objects: made.length };
    await ledger.updateOperation(run, { plannedAt: at, counts });
    return done(counts);
  });
}
