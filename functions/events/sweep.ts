import type { BackupSpec } from '../domain/backup-spec.ts';
import { toFault } from '../domain/errors.ts';
import { keptCopies } from '../domain/local-copies.ts';
import { type Operation, type Residual, TERMINAL_PHASES } from '../domain/operation.ts';
import { removeAll } from '../runtime/cleanup/remove-all.ts';
import { removeRestored } from '../runtime/cleanup/remove-restored.ts';
import type { Services } from '../runtime/services.ts';
import { takeOver } from './take-over.ts';

const PENDING_AFTER_MS = 60_000;

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'log'>;

/**
 * Looks at every open operation and mends what no event told: one that was never started, one whose execution ended
 * unseen, one that ended and left something on its cluster. One operation's trouble never keeps the others waiting.
 */
export function sweep(services: Used) {
  return async (): Promise<{ open: number; mended: number }> => {
    const ids = await services.ledger.listOpen();
    let mended = 0;
    for (const operationId of ids) {
      try {
        const operation = await services.ledger.readOperation(operationId);
        if (operation && (await mend(services, operation))) mended += 1;
      } catch (thrown) {
        services.log.error('sweep failed', {
          operationId,
          code: toFault(thrown).code,
          reason: toFault(thrown).message,
        });
      }
    }
    return { open: ids.length, mended };
  };
}

async function mend(services: Used, operation: Operation): Promise<boolean> {
  const { clock, executions } = services;
  if (TERMINAL_PHASES.has(operation.phase)) return await removeLeftovers(services, operation);
  const age = clock.now().getTime() - Date.parse(operation.updatedAt);
  const claimed = operation.executions.some(({ epoch }) => epoch === operation.epoch);
  if (!claimed && age < PENDING_AFTER_MS) return false;
  // Never claimed: starting is idempotent by the execution's name, and tells the ARN of one that came and went.
  const arn = claimed ? operation.executionArn : await executions.start(operation.kind, operation);
  const found = arn ? await executions.describe(arn) : undefined;
  if (found?.status === 'RUNNING') return !claimed;
  await takeOver(services, operation, found?.status ?? 'FAILED');
  return true;
}

async function removeLeftovers(services: Used, operation: Operation): Promise<boolean> {
  const { ledger } = services;
  const left = await removeWhatIsLeft(services, operation);
  if (left.length > 0) return false;
  await ledger.closeOperation(operation.operationId);
  return true;
}

async function removeWhatIsLeft(
  { clusters, config, ledger }: Used,
  { operationId, kind, refs, spec, phase, error }: Operation,
): Promise<Residual[]> {
  const volumes = await ledger.readVolumes(operationId);
  if (kind === 'restore') {
    const cluster = await clusters.open(refs.cluster, 'restore');
    return await removeRestored(cluster, config.installationId, operationId, volumes);
  }
  const cluster = await clusters.open(refs.cluster, 'backup');
  const succeeded = phase === 'Succeeded';
  const keep =
    kind === 'backup'
      ? keptCopies(spec as BackupSpec, volumes, succeeded ? undefined : error?.code)
      : new Set<string>();
  return await removeAll(cluster, config.installationId, operationId, keep);
}
