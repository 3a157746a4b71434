import { Fault } from '../../domain/errors.ts';
import type { RestoreOperation } from '../../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import type { RestoreSpec } from '../../domain/restore/restore-spec.ts';
import { readCluster } from '../../operations/draft-backup.ts';
import type { Uses } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { route, starts } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { noBodySchema } from '../operations/schema.ts';
import { readEnded } from '../read-ended.ts';
import { startOnce } from '../start-operation.ts';
import { undoQuerySchema } from './schema.ts';

/** Starts an operation that clears what a restore made. What existed before, and what others made since, stays. */
export const undoRestore = route({
  operationId: 'undoRestore',
  route: 'POST /v1/restores/{id}/undo',
  scope: 'operate',
  summary: 'Clear what an ended restore made: only that, by the uid on its record; an operation of its own',
  body: noBodySchema,
  query: undoQuerySchema,
  ...starts('/v1/operations/{id}'),
  handle: async (services: Uses<'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>, request) => {
    const { force } = request.query;
    return await startOnce(services, request, 'undo', { ...request.body, force }, async () => {
      const { refs, name, labels, spec, operationId } = await readRestore(services, request.params.id, force);
      checkRights(spec, request);
      const cluster = await readCluster(services, refs.cluster.name);
      if (cluster.ref.clusterId !== refs.cluster.clusterId) throw notFound('cluster', refs.cluster.name);
      const asked = { restore: operationId, force, settings: spec.settings };
      return { kind: 'undo', name, spec: asked, cluster: cluster.ref, labels };
    });
  },
});

/** @throws Fault Rejected `operation.not_found`, `operation.running`, `undo.succeeded`, `undo.no_record` */
async function readRestore({ ledger }: Uses<'ledger'>, id: string, force: boolean): Promise<RestoreOperation> {
  const found = await readEnded(ledger, 'restore', id);
  if (found.phase === 'Succeeded' && !force) throw new Fault('undo.succeeded', `restore ${id} has succeeded`);
  const other = found.undo && !found.undo.doneAt ? await ledger.readOperation(found.undo.operationId) : undefined;
  if (other && !TERMINAL_PHASES.has(other.phase)) {
    throw new Fault('operation.running', `operation ${other.operationId} undoes restore ${id}`);
  }
  // it had begun to make namespaces before there was a record of them
  const { CreateTargetNamespaces: begun } = found.checkpoints ?? found.places ?? {};
  if (begun !== undefined && !found.madeNamespaces) {
    throw new Fault('undo.no_record', `restore ${id} left no record of what it made`);
  }
  return found;
}

/** Who clears what only an admin could bring is an admin. @throws Fault Rejected `request.forbidden` */
function checkRights({ grants }: RestoreSpec, { isAdmin }: Pick<ApiRequest, 'isAdmin'>): void {
  if (isAdmin || (grants && !grants.rbac && !grants.clusterScoped)) return;
  throw new Fault('request.forbidden', 'the restore was asked for with the admin scope, and so is its undo');
}
