import type { Failure } from '../../domain/errors.ts';
import type { Operation, OperationChanges } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import { done } from '../../domain/operation/step-result.ts';
import { failureOfMachine } from '../../platform/finish-step.ts';
import type { Services } from '../../platform/services.ts';
import { type Step, type StepCall, step } from '../../platform/step.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { waitForRemoval } from './wait-for-removal.ts';

/** A row holds them and all the rest. */
const MAX_RESIDUALS = 100;

interface Removed {
  left: readonly Residual[];
  /** False where nothing was made that a Lambda of a lost execution could still make more of. */
  comesBack?: boolean;
  residualAfterSeconds?: number;
  /** What else ends, once it need not come back. */
  end?(): Promise<{ counts?: Record<string, number>; changes?: OperationChanges }>;
}

/**
 * The frame of each CleanUp: it runs whatever was asked for meanwhile, records the error that only the machine saw, comes
 * back for what is still there, and says on the row what stays for good.
 * @param remove is told why the operation ends, if that is for an error
 */
export function cleanUpStep<Kind extends Operation['kind']>(
  kind: Kind,
  services: Pick<Services, 'clock' | 'config' | 'ledger' | 'log'>,
  remove: (call: StepCall<Kind>, error: Failure | undefined) => Promise<Removed>,
): Step {
  const { clock, config, ledger } = services;
  return step(
    kind,
    'CleanUp',
    services,
    async (call) => {
      const { operation, run, payload } = call;
      const caught = failureOfMachine(payload);
      if (caught && !operation.error) await ledger.recordError(run, caught);
      const { left, end, comesBack = true, residualAfterSeconds } = await remove(call, operation.error ?? caught);
      const next = comesBack ? waitForRemoval(config, call, left, residualAfterSeconds) : undefined;
      if (next) return next;
      const { counts, changes } = (await end?.()) ?? {};
      const residuals = left.slice(0, MAX_RESIDUALS);
      await ledger.updateOperation(run, { ...changes, cleanedAt: isoNow(clock), residuals });
      return done({ left: left.length, ...counts });
    },
    { always: true, soon: true },
  );
}
