import type { Failure } from '../domain/errors.ts';
import { newerOf, validationOf } from '../domain/location/location-spec.ts';
import type { ValidationOperation } from '../domain/operation/operation.ts';
import type { Phase } from '../domain/operation/phase.ts';
import { finished, finishStep } from '../platform/finish-step.ts';
import type { Services } from '../platform/services.ts';
import { failureOfMachine, type Step, unfinishedCleanUp } from '../platform/step.ts';

const LEASE_SECONDS = 30;
/** Failures of these states say something about the control plane's own access. */
const CONTROL_PLANE = 'CheckControlPlaneAccess';

/** Writes what was found into the location's status, then the terminal phase, once. Checked is valid, whatever happened while cleaning up. */
export function finishValidation(services: Pick<Services, 'catalog' | 'clock' | 'leases' | 'ledger' | 'log'>): Step {
  const { catalog, clock, leases, ledger } = services;
  return finishStep('validation', 'FinishValidation', services, async ({ operation, run, payload }) => {
    const caught = payload.state?.failure;
    const error = operation.checkedAt ? undefined : (operation.error ?? failureOfMachine(caught ?? {}));
    const phase: Phase = !error ? 'Succeeded' : error.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    if (phase !== 'Cancelled' && !(await recordStatus(operation, error))) {
      return { ...finished('none'), status: 'waiting', retryAfterSeconds: 1 };
    }
    const residuals = operation.cleanedAt ? operation.residuals : [unfinishedCleanUp(run.operationId, caught?.Error)];
    return finished(await ledger.finishOperation(run, phase, { residuals, error }, 'valid'));
  });

  /** Two clusters may be looked from at once, and their findings lie in one map: one writer at a time. */
  async function recordStatus(operation: ValidationOperation, error: Failure | undefined): Promise<boolean> {
    const { location, cluster } = operation.refs;
    if (!location) return true;
    const lease = `status#${location.uid}`;
    if ((await leases.acquire(lease, operation.operationId, LEASE_SECONDS)) === undefined) return false;
    try {
      const item = await catalog.read('location', location.name);
      if (item?.uid !== location.uid) return true;
      const look = { observedGeneration: operation.spec.generation, at: clock.now().toISOString() };
      const reason = error && { code: error.code, message: error.message };
      const { clusters = {}, validated } = item.status;
      const before = clusters[cluster.clusterId];
      const isControlPlanes = error?.stage === CONTROL_PLANE;
      await catalog.writeStatus('location', location.name, location.uid, {
        clusters: { ...clusters, [cluster.clusterId]: newerOf(before, validationOf(look, reason, before)) },
        ...(isControlPlanes ? { validated: newerOf(validated, validationOf(look, reason, validated)) } : {}),
      });
      return true;
    } finally {
      await leases.release(lease, operation.operationId);
    }
  }
}
