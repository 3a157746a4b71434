import { Fault, type FaultCode } from '../../domain/errors.ts';
import {
  type BackupOperation,
  isOfKind,
  type Operation,
  type OperationChanges,
  type Run,
} from '../../domain/operation/operation.ts';
import { type ActionRun, placeOf } from '../../domain/rule/action-run.ts';
import type { Freeze } from '../../domain/rule/freeze.ts';
import type { Ledger } from '../../services/ledger/ledger.ts';

/** A row holds them and all the rest. */
const MAX_WARNINGS = 100;

/** The backup's row as it stands: a Task writes it more than once. */
export async function readBackup(ledger: Ledger, { operationId }: Run): Promise<BackupOperation> {
  return backupOf(await ledger.readOperation(operationId));
}

export async function update(ledger: Ledger, run: Run, changes: OperationChanges): Promise<BackupOperation> {
  return backupOf(await ledger.updateOperation(run, changes));
}

export async function warn(
  ledger: Ledger,
  operation: BackupOperation,
  more: readonly string[],
): Promise<BackupOperation> {
  const warnings = [...new Set([...operation.warnings, ...more.map((one) => one.slice(0, 500))])].slice(
    0,
    MAX_WARNINGS,
  );
  return warnings.length > operation.warnings.length ? await update(ledger, operation, { warnings }) : operation;
}

/** What runs in a freeze. Beyond what it counts are rows of a plan that did not come to its end. */
export async function readPlanned(
  ledger: Ledger,
  { operationId }: Run,
  { group, actions = 0 }: Freeze,
): Promise<ActionRun[]> {
  return (await ledger.readActions(operationId, group)).slice(0, actions);
}

function backupOf(operation: Operation | undefined): BackupOperation {
  if (isOfKind(operation, 'backup')) return operation;
  throw new Fault('internal', 'the operation of a backup machine is no backup');
}

const CODES = {
  Succeeded: 'rule.failed',
  Failed: 'rule.failed',
  NotBegun: 'rule.failed',
  TimedOut: 'rule.timed_out',
  Unknown: 'rule.outcome_unknown',
  PodGone: 'rule.interrupted',
  ContainerAnew: 'rule.interrupted',
} as const satisfies Record<NonNullable<ActionRun['outcome']>, FaultCode>;

/** What a backup fails of, for an action that has not come to its end as it should. */
export function faultOf(action: ActionRun): Fault {
  return new Fault(CODES[action.outcome ?? 'Failed'], `${placeOf(action)}: ${action.message ?? 'it failed'}`);
}
