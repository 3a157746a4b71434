import { refusedBy } from '../domain/backup/unprotected.ts';
import type { Fault } from '../domain/errors.ts';
import type { Unprotected } from '../domain/operation/backup-operation.ts';
import { parseMachineInput } from '../domain/operation/machine-input.ts';
import type { BackupOperation, Run } from '../domain/operation/operation.ts';
import { branch, done, type NothingToDo, type StepResult } from '../domain/operation/step-result.ts';
import { planTransfers } from '../domain/transfer/volume-transfers.ts';
import { inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { claimSlot } from '../scheduling/claim-slot.ts';
import { acquireRun } from '../scheduling/concurrency.ts';
import { planNow } from './selection/plan-now.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'ledger' | 'log' | 'slots'>;

/**
 * Claims the run, or the slot that EventBridge Scheduler delivered, and writes every volume's row: its method and why, before
 * anything on the cluster is touched. A takeover finds `plannedAt` and goes on with the rows that are there.
 */
export function planBackup(services: Dependencies): Step {
  const { clock, ledger } = services;
  const plan = planStep('backup', 'PlanBackup', services, async ({ operation, run }) => {
    // Whatever else a takeover has to do, what stands still comes first.
    if (await isUnsettled(services, operation)) return branch('thaw', operation.counts);
    if (operation.plannedAt) return done(operation.counts);
    if (operation.slot) {
      const turn = await acquireRun(services, operation, run);
      if (turn === 'queued') return nothing('skipped');
      if (turn === 'skipped') return await skip(run);
    }
    const { refs } = operation;
    const cluster = await openSameCluster(services, refs.cluster);
    const { volumes: planned, refusals, selected } = await planNow(services, cluster, operation);
    if (refusals[0]) return await refuse(run, refusals[0], selected.unprotected);
    const { epoch } = run;
    const rows = planned.map((volume) => ({ ...volume, epoch }));
    await ledger.putVolumes(run, rows);
    await ledger.putTransfers(run, planTransfers('upload', operation, inScope(planned), epoch));
    const counts = { volumes: planned.filter(({ phase }) => phase === 'Pending').length };
    await ledger.updateOperation(run, { plannedAt: clock.now().toISOString(), counts, ...selected });
    return done(counts);
  });

  /** A run that cannot be planned has no volumes that say why: its own record names the claims. */
  async function refuse(run: Run, refusal: Fault, unprotected: Unprotected[]): Promise<never> {
    const refused = refusedBy(refusal);
    if (refused.length > 0) await ledger.updateOperation(run, { unprotected: [...refused, ...unprotected] });
    throw refusal;
  }

  async function skip(run: Run): Promise<StepResult> {
    const error = { code: 'slot.skipped' as const, message: 'the run before was not over' };
    await ledger.finishOperation(run, 'Skipped', { error });
    return nothing('skipped');
  }

  return async (payload, remainingMs) => {
    const input = parseMachineInput(payload.input);
    if (!input || 'run' in input) return await plan(payload, remainingMs);
    const { status, run } = await claimSlot(services, input.slot, payload.executionArn ?? '');
    // Its record is an end already: CleanUp finds nothing, and the execution fails as the record says.
    if (status === 'refused') return { ...done(), status: 'failed', ...run };
    if (status !== 'run') return { ...nothing(status), ...run };
    return await plan({ ...payload, input: run }, remainingMs);
  };
}

/** Its last freeze is not ended, or what its end means for the backup has not been said yet. */
async function isUnsettled({ ledger }: Uses<'ledger'>, { freezes, operationId }: BackupOperation): Promise<boolean> {
  const last = freezes?.at(-1);
  if (!last) return false;
  if (last.endedAt === undefined || last.error) return true;
  if (last.cutAt !== undefined) return false;
  const uncut = inPhase(await ledger.readVolumes(operationId), 'Pending', 'SnapshotPending');
  return uncut.some(({ group }) => group === last.group);
}

function nothing(status: NothingToDo): StepResult {
  return { ...done(), status };
}
