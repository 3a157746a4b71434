import { Fault } from '../../domain/errors.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { restoreRequestSchema } from '../../domain/restore/restore-spec.ts';
import { resolveAgain } from '../../domain/settings/settings-bounds.ts';
import { checkRestoreTarget } from '../../operations/check-restore-target.ts';
import { readCluster } from '../../operations/draft-backup.ts';
import type { Services } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { retryRequestSchema } from '../backups/schema.ts';
import { checkSpecSize } from '../http/body.ts';
import { route } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { restoreQuerySchema } from '../operations/schema.ts';
import { operationView } from '../operations/views.ts';
import { claimOf, type Draft, findReplay, type IdempotencyClaim, startOperation } from '../start-operation.ts';
import { checkClassMapping, draftRestore } from './draft-restore.ts';

type Dependencies = Pick<
  Services,
  'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'locations' | 'log'
>;

export const createRestore = route({
  operationId: 'createRestore',
  route: 'POST /v1/restores',
  scope: 'operate',
  summary: 'Bring a backup back',
  body: restoreRequestSchema,
  query: restoreQuerySchema,
  idempotent: true,
  status: 202,
  location: '/v1/restores/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => {
    const { body } = request;
    checkSpecSize(body);
    const ticket = claimOf(request, 'restore', body, services.clock);
    const earlier = await findReplay(services, ticket);
    if (earlier) return operationView(earlier);
    const drafted = await draftRestore(services, body, request);
    checkClassMapping(body, drafted.volumes);
    await checkTarget(services, drafted);
    return await start(services, request, ticket, drafted.draft);
  },
});

export const retryRestore = route({
  operationId: 'retryRestore',
  route: 'POST /v1/restores/{id}/retry',
  scope: 'operate',
  summary: 'Do an ended restore over',
  body: retryRequestSchema,
  query: restoreQuerySchema,
  idempotent: true,
  status: 202,
  location: '/v1/restores/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => {
    const ticket = claimOf(request, 'restore', request.body, services.clock);
    const earlier = await findReplay(services, ticket);
    if (earlier) return operationView(earlier);
    const { id } = request.params;
    const ended = await services.ledger.readOperation(id);
    if (ended?.kind !== 'restore') throw new Fault('operation.not_found', `there is no restore ${id}`);
    if (!TERMINAL_PHASES.has(ended.phase)) throw new Fault('operation.running', `the restore is ${ended.phase}`);
    const { name, labels, operationId: retryOf, refs } = ended;
    const { backup, namespaceMapping, storageClassMapping, restoreStatus, settings: before } = ended.spec;
    const mappings = { namespaceMapping, storageClassMapping };
    const asked = { name, labels, backup, cluster: refs.cluster.name, ...mappings, restoreStatus };
    const drafted = await draftRestore(services, asked, request);
    const { draft } = drafted;
    if (draft.cluster.clusterId !== refs.cluster.clusterId) throw notFound('cluster', refs.cluster.name);
    const { spec: clusterSpec } = await readCluster(services, refs.cluster.name);
    const { settings, notes } = resolveAgain(services.config.moverImage, clusterSpec.settings, before);
    await checkTarget(services, drafted);
    // What it may bring is what whoever retries may, not what whoever asked first could.
    return await start(services, request, ticket, {
      ...draft,
      spec: { ...draft.spec, settings },
      retryOf,
      warnings: [...(draft.warnings ?? []), ...notes],
    });
  },
});

async function checkTarget(services: Dependencies, { draft, ...backup }: Awaited<ReturnType<typeof draftRestore>>) {
  const { cluster, locations = [], source, spec } = draft;
  const refs = { cluster, locations, ...(source ? { source } : {}) };
  await checkRestoreTarget(services, { refs, spec }, backup);
}

async function start(services: Dependencies, request: ApiRequest, ticket: IdempotencyClaim, draft: Draft<'restore'>) {
  // Before the restore's own row: a deletion of the backup that begins now looks for it.
  await services.ledger.addReader(draft.spec.backup, ticket.operationId);
  return operationView(await startOperation(services, request, ticket, draft));
}
