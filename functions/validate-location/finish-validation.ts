import type { Failure } from '../domain/errors.ts';
import type { LocationStatus, Validation } from '../domain/location-spec.ts';
import type { Operation, Phase, Residual } from '../domain/operation.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { ValidationSpec } from '../domain/validation-spec.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';

const LEASE_SECONDS = 30;
/** Failures of these states say something about the control plane's own access. */
const CONTROL_PLANE = 'CheckControlPlaneAccess';

/** The result that the machine branches on; without a phase it comes back. */
export interface FinishResult extends StepResult {
  phase: Phase | 'none';
}

/** Writes what was found into the location's status, then the terminal phase, once. */
export function finishValidation(services: Pick<Services, 'catalog' | 'clock' | 'leases' | 'ledger' | 'log'>): Step {
  const { catalog, clock, leases, ledger } = services;
  return step<ValidationSpec>(
    'FinishValidation',
    services,
    async ({ operation, run, payload }): Promise<FinishResult> => {
      const error = operation.error ?? failureOfMachine(payload.state?.failure);
      const phase: Phase = !error ? 'Succeeded' : error.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
      if (phase !== 'Cancelled' && !(await recordStatus(operation, error)))
        return { ...result('none'), status: 'waiting' };

      const standing = await ledger.finishOperation(run, phase, {
        residuals: operation.cleanedAt ? operation.residuals : [unfinished(run.operationId)],
        error: phase === 'Succeeded' ? undefined : error,
      });
      await ledger.appendEvent(run.operationId, {
        type: `validation.${standing.toLowerCase()}`,
        message: error?.message ?? 'valid',
      });
      return result(standing);
    },
    { always: true },
  );

  /** Two clusters may be looked from at once, and their findings lie in one map: one writer at a time. */
  async function recordStatus(operation: Operation<ValidationSpec>, error: Failure | undefined): Promise<boolean> {
    const { location, cluster } = operation.refs;
    if (!location) return true;
    const lease = `status#${location.uid}`;
    if ((await leases.acquire(lease, operation.operationId, LEASE_SECONDS)) === undefined) return false;
    try {
      const item = await catalog.read('location', location.name);
      if (item?.uid !== location.uid) return true;
      const found: Validation = {
        observedGeneration: operation.spec.generation,
        at: clock.now().toISOString(),
        ...(error ? { reason: { code: error.code, message: error.message } } : {}),
      };
      const { clusters = {} } = item.status as LocationStatus;
      await catalog.writeStatus('location', location.name, location.uid, {
        clusters: { ...clusters, [cluster.clusterId]: found },
        ...(error?.stage === CONTROL_PLANE ? { validated: found } : {}),
      });
      return true;
    } finally {
      await leases.release(lease, operation.operationId);
    }
  }
}

function result(phase: Phase | 'none'): FinishResult {
  return { status: 'done', retryAfterSeconds: 1, counts: {}, bytes: 0, phase };
}

/** CleanUp itself gave up, so nobody knows what is left: the sweep looks. */
function unfinished(operationId: string): Residual {
  return { kind: 'Operation', name: operationId, reason: 'clean-up did not end' };
}

function failureOfMachine(caught: { Error?: string; Cause?: string } | undefined): Failure | undefined {
  if (!caught?.Error) return undefined;
  return { code: 'internal', message: `a task ended with ${caught.Error}: ${caught.Cause ?? ''}`.slice(0, 1000) };
}
