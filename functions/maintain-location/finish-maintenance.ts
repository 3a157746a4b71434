import type { Maintained } from '../domain/location/maintenance.ts';
import type { MaintenanceOperation } from '../domain/operation/operation.ts';
import type { Phase } from '../domain/operation/phase.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { isMaintenance, type MaintenanceTransfer, type Transfer } from '../domain/transfer/transfer.ts';
import { finish, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** A row holds them and all the rest. */
const MAX_NAMED = 200;
const MAX_WARNINGS = 100;

/** Says what it came to in each repository, and to the location that it was maintained; then the terminal phase, once. */
export function finishMaintenance(services: Uses<'catalog' | 'clock' | 'ledger' | 'log' | 'repositories'>): Step {
  const { catalog, ledger, repositories } = services;
  return finishStep('maintenance', 'FinishMaintenance', services, async (call) => {
    const { operation } = call;
    const outcome = outcomeOf(call, operation.checkedAt !== undefined, 'it ended before all was maintained');
    const works = (await ledger.readTransfers(operation)).transfers.filter(isMaintenance);
    const counts = { ...operation.counts, ...countsOf(works) };
    const said = [...operation.warnings, ...works.flatMap(failureIn), ...works.flatMap(damageIn)];
    const warnings = said.slice(0, MAX_WARNINGS);
    const maintained = works.map(maintainedOf).slice(0, MAX_NAMED);
    await recordStatus(operation, outcome.phase, works);
    const message = works.length > 0 ? 'maintained' : 'seals were looked at; no repository was due';
    return await finish(services, call, outcome, { counts, warnings, maintained }, message);
  });

  async function recordStatus(
    { operationId, refs, createdAt, findings, partsReadAt }: MaintenanceOperation,
    phase: Phase,
    works: readonly MaintenanceTransfer[],
  ): Promise<void> {
    const { name, uid } = locationOf({ refs });
    const damaged = works.filter(isDamaged).map(({ repository, result }) => ({
      repository: `${repository.clusterId}/${repository.namespace}`,
      snapshots: result?.damaged?.length ?? 0,
    }));
    // Also of those that were not due now.
    const sizes = (await repositories.list(uid)).map(({ bytes = 0 }) => bytes);
    const bytes = sizes.reduce((sum, one) => sum + one, 0);
    const maintenance = { operationId, at: createdAt, phase, bytes, damaged: damaged.slice(0, MAX_NAMED) };
    // One that did not come to look says nothing of what is amiss.
    const read = partsReadAt ? { partsReadAt } : {};
    const found = findings ? { findings: findings.length > 0 ? findings : undefined, ...read } : {};
    await catalog.writeStatus('location', name, uid, { maintenance, ...found });
  }
}

function countsOf(works: readonly MaintenanceTransfer[]): Record<string, number> {
  const sum = (of: (work: MaintenanceTransfer) => number | undefined) =>
    works.reduce((all, one) => all + (of(one) ?? 0), 0);
  return {
    repositories: works.length,
    maintained: works.filter(({ phase }) => phase === 'Succeeded').length,
    removedSnapshots: sum(({ result }) => result?.removedSnapshots),
    damagedSnapshots: sum(({ result }) => result?.damaged?.length),
    bytesBefore: sum(({ result }) => result?.bytesBefore),
    bytesAfter: sum(({ result }) => result?.bytesAfter),
  };
}

/** As the API has always said it. */
const PHASES: Record<Transfer['phase'], Maintained['phase']> = {
  Pending: 'Waiting',
  Running: 'Running',
  Succeeded: 'Done',
  Failed: 'Failed',
  Skipped: 'Failed',
};

function maintainedOf({ repository, full, phase, result }: MaintenanceTransfer): Maintained {
  const { damaged = [], ...counted } = result ?? {};
  const damage = damaged.length > 0 ? { damagedSnapshots: damaged.length } : {};
  return { ...repository, full, phase: PHASES[phase], ...counted, ...damage };
}

function isDamaged({ result }: MaintenanceTransfer): boolean {
  return (result?.damaged ?? []).length > 0;
}

function damageIn({ repository, result }: MaintenanceTransfer): string[] {
  const { damaged = [], broken } = result ?? {};
  const where = `${repository.clusterId}/${repository.namespace}`;
  const why = 'data of the repository was altered or lost; nothing of it is collected as garbage';
  if (damaged.length > 0) return [`${where}: ${damaged.length} sealed snapshots cannot be restored, for ${why}`];
  return broken ? [`${where}: no sealed snapshot is concerned, but ${why}`] : [];
}

function failureIn({ repository, phase, failure }: MaintenanceTransfer): string[] {
  return phase === 'Failed'
    ? [`${repository.clusterId}/${repository.namespace}: ${failure?.message.slice(0, 300) ?? 'unknown'}`]
    : [];
}
