import type { Failure } from '../domain/errors.ts';
import { newerOf, validationOf } from '../domain/location/location-spec.ts';
import type { ValidationOperation } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { finish, finished, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

const LEASE_SECONDS = 30;
/** Failures of these states say something about the control plane's own access. */
const CONTROL_PLANE = 'CheckControlPlaneAccess';

/** Writes what was found into the location's status, then the terminal phase, once. Checked is valid. */
export function finishValidation(services: Uses<'catalog' | 'clock' | 'leases' | 'ledger' | 'log'>): Step {
  const { catalog, clock, leases } = services;
  return finishStep('validation', 'FinishValidation', services, async (call) => {
    const { operation } = call;
    const outcome = outcomeOf(call, operation.checkedAt !== undefined, 'it ended before all was checked');
    if (outcome.phase !== 'Cancelled' && !(await recordStatus(operation, outcome.error))) {
      return { ...finished('none'), status: 'waiting', retryAfterSeconds: 1 };
    }
    return await finish(services, call, outcome, {}, 'valid');
  });

  /** Two clusters may be looked from at once, and their findings lie in one map: one writer at a time. */
  async function recordStatus(operation: ValidationOperation, error: Failure | undefined): Promise<boolean> {
    const { cluster } = operation.refs;
    const location = locationOf(operation);
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
