import { toFault } from '../domain/errors.ts';
import { executionEntry } from '../domain/operation/execution-entry.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Uses } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';

/**
 * Creates an operation, then starts its execution. From the row on the operation exists: should the start fail, the sweep
 * starts what is Pending for a minute.
 * @throws Fault those of createOperation
 */
export async function beginOperation(
  services: Uses<'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>,
  drafted: Operation,
  options: { mayBeGone?: boolean } = {},
): Promise<CreatedOperation> {
  const { clock, executions, ledger, log } = services;
  const { created, operation } = await createOperation(services, drafted, options);
  if (!created) return { created, operation };
  const run = { operationId: drafted.operationId, epoch: 1 };
  try {
    const arn = await executions.start(drafted.kind, run);
    const started = {
      executionArn: arn,
      executions: [executionEntry(drafted.kind, { arn, epoch: 1, startedAt: isoNow(clock) })],
    };
    return { created, operation: await ledger.updateOperation(run, started) };
  } catch (thrown) {
    const { code, message } = toFault(thrown);
    log.warn('execution not started yet', { ...run, code, reason: message });
    return { created, operation };
  }
}

/** What stands under the id of an operation, and whether this call has made it. */
export interface CreatedOperation {
  created: boolean;
  operation: Operation;
}

/**
 * Notes that the operation uses its cluster and its locations, so that whoever removes one of them from now on is told, then
 * writes its row. Idempotent: a row that is there stays as it is.
 * @param mayBeGone one that is gone, or is being removed, keeps nobody from going on without it
 * @throws Fault Rejected `*.not_found`, `object.in_use` for one that is; no use is left then
 */
export async function createOperation(
  { catalog, ledger }: Uses<'catalog' | 'ledger'>,
  operation: Operation,
  { mayBeGone = false }: { mayBeGone?: boolean } = {},
): Promise<CreatedOperation> {
  const { kind, operationId, refs } = operation;
  const { cluster, locations } = refs;
  const user = { kind, name: operationId };
  const unlessGone = (thrown: unknown) => {
    if (!mayBeGone || toFault(thrown).disposition !== 'Rejected') throw thrown;
  };
  await catalog.addUse({ kind: 'cluster', name: cluster.name }, user).catch(unlessGone);
  try {
    for (const { name } of locations) await catalog.addUse({ kind: 'location', name }, user).catch(unlessGone);
  } catch (thrown) {
    for (const { name } of locations) await catalog.removeUse({ kind: 'location', name }, user);
    await catalog.removeUse({ kind: 'cluster', name: cluster.name }, user);
    throw thrown;
  }
  return await ledger.createOperation(operation);
}
