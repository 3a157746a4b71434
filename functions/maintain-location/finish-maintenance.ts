import type { Maintained, MaintenanceSpec, RepositoryWork } from '../domain/maintenance.ts';
import type { Operation, Phase } from '../domain/operation.ts';
import { finished, finishStep } from '../runtime/finish-step.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, unfinishedCleanUp } from '../runtime/step.ts';

/** A row holds them and all the rest. */
const MOST_NAMED = 200;
const MOST_WARNINGS = 100;

type Used = Pick<Services, 'catalog' | 'clock' | 'ledger' | 'log'>;

/** Says what it came to in each repository, and to the location that it was maintained; then the terminal phase, once. */
export function finishMaintenance(services: Used): Step {
  const { catalog, ledger } = services;
  return finishStep<MaintenanceSpec>('FinishMaintenance', services, async ({ operation, run, payload }) => {
    const caught = payload.state?.failure;
    const error = operation.checkedAt ? undefined : (operation.error ?? failureOfMachine(caught ?? {}));
    const phase: Phase = !error ? 'Succeeded' : error.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    const works = await ledger.readRepositories(run.operationId);
    const counts = { ...operation.counts, ...countsOf(works) };
    const warnings = [...operation.warnings, ...works.flatMap(failureIn)].slice(0, MOST_WARNINGS);
    const maintained = works.map(maintainedOf).slice(0, MOST_NAMED);
    const residuals = operation.cleanedAt ? operation.residuals : [unfinishedCleanUp(run.operationId, caught?.Error)];
    await recordStatus(operation, phase);
    const changes = { residuals, error, counts, warnings, maintained };
    return finished(await ledger.finishOperation(run, phase, changes, 'maintained'), counts);
  });

  async function recordStatus({ operationId, refs, createdAt, findings }: Operation, phase: Phase): Promise<void> {
    if (!refs.location) return;
    const { name, uid } = refs.location;
    const maintenance = { operationId, at: createdAt, phase };
    // One that did not come to look says nothing of what is amiss.
    const found = findings ? { findings: findings.length > 0 ? findings : undefined } : {};
    await catalog.writeStatus('location', name, uid, { maintenance, ...found });
  }
}

function countsOf(works: readonly RepositoryWork[]): Record<string, number> {
  const sum = (of: (work: RepositoryWork) => number | undefined) => works.reduce((all, one) => all + (of(one) ?? 0), 0);
  return {
    repositories: works.length,
    maintained: works.filter(({ phase }) => phase === 'Done').length,
    removedSnapshots: sum(({ result }) => result?.removedSnapshots),
    bytesBefore: sum(({ result }) => result?.bytesBefore),
    bytesAfter: sum(({ result }) => result?.bytesAfter),
  };
}

function maintainedOf({ clusterId, namespace, full, phase, result }: RepositoryWork): Maintained {
  return { clusterId, namespace, full, phase, ...result };
}

function failureIn({ clusterId, namespace, phase, reason }: RepositoryWork): string[] {
  return phase === 'Failed' ? [`${clusterId}/${namespace}: ${reason?.message.slice(0, 300) ?? 'unknown'}`] : [];
}
