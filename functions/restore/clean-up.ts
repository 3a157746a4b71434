import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import { removeRestored } from '../cluster-objects/cleanup/remove-restored.ts';
import type { RestoreOperation } from '../domain/operation/operation.ts';
import type { Volume } from '../domain/volume/volume.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';

/**
 * Removes everything that the restore made for itself, on every path.
 *
 * What has reached a target namespace stays, also after a failure or a cancel: from the moment it is made it is the
 * user's, workloads may have written to it, and nothing here can tell. It is listed in the warnings, so that a person
 * can remove it before trying again. Since all data is brought back before the first of it is made, a restore that
 * fails for its data leaves nothing.
 */
export function cleanUp(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return cleanUpStep('restore', services, async ({ operation, run }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const left = await removeRestored(cluster, config.installationId, run.operationId, volumes);
    const stays = operation.checkedAt ? [] : leftWithUser(operation, volumes);
    const undo = `what this restore made is cleared by POST /v1/restores/${run.operationId}/undo`;
    const warnings = stays.length > 0 ? [...stays, undo] : [];
    return { left, end: async () => ({ changes: { warnings: [...new Set([...operation.warnings, ...warnings])] } }) };
  });
}

/** What an unfinished restore leaves in the target namespaces. */
function leftWithUser(operation: RestoreOperation, volumes: readonly Volume[]): string[] {
  const namespaces = newNamespacesOf(operation) ?? new Set();
  const claims = volumes
    .filter(({ phase }) => phase === 'Done')
    .map(({ restored, pvc }) => `${restored?.namespace}/${pvc}`);
  const begun = operation.checkpoints?.RestoreResources !== undefined;
  return [
    ...(namespaces.size > 0 ? [`stays, made by this restore: namespace ${[...namespaces].join(', ')}`] : []),
    ...(claims.length > 0 ? [`stays, restored: claim ${claims.join(', ')}`] : []),
    ...(begun ? ['objects that were restored before it ended stay in the target namespaces'] : []),
  ];
}
