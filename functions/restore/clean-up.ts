import { removeRestored } from '../cluster-objects/cleanup/remove-restored.ts';
import { waitForRemoval } from '../cluster-objects/cleanup/wait-for-removal.ts';
import type { RestoreOperation } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import type { Services } from '../platform/services.ts';
import { failureOfMachine, type Step, step } from '../platform/step.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';

/**
 * Removes everything that the restore made for itself, on every path.
 *
 * What has reached a target namespace stays, also after a failure or a cancel: from the moment it is made it is the
 * user's, workloads may have written to it, and nothing here can tell. It is listed in the warnings, so that a person
 * can remove it before trying again. Since all data is brought back before the first of it is made, a restore that
 * fails for its data leaves nothing.
 */
export function cleanUp(services: Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, ledger } = services;
  return step(
    'restore',
    'CleanUp',
    services,
    async (call) => {
      const { operation, run, payload } = call;
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const volumes = await ledger.readVolumes(run.operationId);
      const cluster = await clusters.open(operation.refs.cluster, 'restore');
      const left = await removeRestored(cluster, config.installationId, run.operationId, volumes);
      const comesBack = waitForRemoval(config, call, left);
      if (comesBack) return comesBack;

      const stays = operation.checkedAt ? [] : leftWithUser(operation, volumes);
      const undo = `what this restore made is cleared by POST /v1/restores/${run.operationId}/undo`;
      const warnings = stays.length > 0 ? [...stays, undo] : [];
      await ledger.updateOperation(run, {
        cleanedAt: clock.now().toISOString(),
        residuals: left.slice(0, 100),
        warnings: [...new Set([...operation.warnings, ...warnings])],
      });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );
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
