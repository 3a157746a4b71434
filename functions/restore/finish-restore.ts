import { restoreSummaryOf } from '../domain/restore/restored-object.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { countRecord } from '../operations/read-record.ts';
import { finish, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** The terminal phase, once. Checked is succeeded. */
export function finishRestore(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return finishStep('restore', 'FinishRestore', services, async (call) => {
    const { operation, run } = call;
    const outcome = outcomeOf(call, operation.checkedAt !== undefined, 'it ended before all was checked');
    const volumes = await ledger.readVolumes(run.operationId);
    const outcomes = await countRecord(ledger, run.operationId);
    const changes = { bytes: sumBytes(volumes), counts: { volumes: volumes.length, ...outcomes } };
    return await finish(services, call, outcome, changes, restoreSummaryOf(outcomes, volumes.length));
  });
}
