import type { Failure } from '../../domain/errors.ts';
import type { Operation, OperationChanges } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import { done, type StepResult, waiting } from '../../domain/operation/step-result.ts';
import { failureOfMachine } from '../../platform/finish-step.ts';
import type { Uses } from '../../platform/services.ts';
import { type Step, type StepCall, step } from '../../platform/step.ts';
import { isoNow } from '../../services/clock/clock.ts';

/** A kubelet lets a pod that has ended go after a second or two. */
const LOOKS = 10;
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
  services: Uses<'clock' | 'config' | 'ledger' | 'log'>,
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
    { endsOperation: true, looks: LOOKS },
  );
}

/** What will not go in ten minutes is recorded, and the sweep comes back for it. */
const RESIDUAL_AFTER_SECONDS = 600;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Whether a CleanUp has to come back: for what is still there, or since after a takeover an empty LIST is believed only once
 * a Lambda of the lost execution can no longer run.
 * @returns how long to wait; undefined when it is time to end with what is left
 */
export function waitForRemoval(
  { takeoverGraceSeconds }: { takeoverGraceSeconds: number },
  { run, secondsInStage, wait }: Pick<StepCall<'backup'>, 'run' | 'secondsInStage' | 'wait'>,
  left: readonly Residual[],
  residualAfterSeconds = RESIDUAL_AFTER_SECONDS,
): StepResult | undefined {
  if (left.length > 0) return secondsInStage < residualAfterSeconds ? wait({ left: left.length }) : undefined;
  const doubt = run.epoch > 1 ? takeoverGraceSeconds - secondsInStage : 0;
  return doubt > 0 ? waiting(Math.ceil(Math.min(doubt, LONGEST_WAIT_SECONDS)), { left: 0 }) : undefined;
}
