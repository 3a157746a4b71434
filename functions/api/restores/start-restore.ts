import { restoreRequestSchema } from '../../domain/restore/restore-spec.ts';
import { resolveAgain } from '../../domain/settings/settings-bounds.ts';
import { checkRestoreTarget } from '../../operations/check-restore-target.ts';
import { readCluster } from '../../operations/draft-backup.ts';
import type { Uses } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { retryRequestSchema } from '../backups/schema.ts';
import { checkSpecSize } from '../http/body.ts';
import { route, starts } from '../http/contract.ts';
import { restoreQuerySchema } from '../operations/schema.ts';
import { readEnded } from '../read-ended.ts';
import { type Draft, startOnce } from '../start-operation.ts';
import { checkClassMapping, draftRestore } from './draft-restore.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'locations' | 'log'>;

export const createRestore = route({
  operationId: 'createRestore',
  route: 'POST /v1/restores',
  scope: 'operate',
  summary: 'Bring a backup back',
  body: restoreRequestSchema,
  query: restoreQuerySchema,
  ...starts('/v1/restores/{id}'),
  handle: async (services: Dependencies, request) => {
    const { body } = request;
    checkSpecSize(body);
    return await startOnce(services, request, 'restore', body, async (operationId) => {
      const drafted = await draftRestore(services, body, request);
      checkClassMapping(body, drafted.volumes);
      return await checked(services, operationId, drafted);
    });
  },
});

export const retryRestore = route({
  operationId: 'retryRestore',
  route: 'POST /v1/restores/{id}/retry',
  scope: 'operate',
  summary: 'Do an ended restore over',
  body: retryRequestSchema,
  query: restoreQuerySchema,
  ...starts('/v1/restores/{id}'),
  handle: async (services: Dependencies, request) =>
    await startOnce(services, request, 'restore', request.body, async (operationId) => {
      const ended = await readEnded(services.ledger, 'restore', request.params.id);
      const { name, labels, operationId: retryOf, refs } = ended;
      const { settings: before, grants: _, ...mappings } = ended.spec;
      const asked = { name, labels, cluster: refs.cluster.name, ...mappings };
      const { draft, ...drafted } = await draftRestore(services, asked, request);
      if (draft.cluster.clusterId !== refs.cluster.clusterId) throw notFound('cluster', refs.cluster.name);
      const { spec: clusterSpec } = await readCluster(services, refs.cluster.name);
      const { settings, notes } = resolveAgain(services.config.moverImage, clusterSpec.settings, before);
      // What it may bring is what whoever retries may, not what whoever asked first could.
      const spec = { ...draft.spec, settings };
      const warnings = [...(draft.warnings ?? []), ...notes];
      return await checked(services, operationId, { draft: { ...draft, spec, retryOf, warnings }, ...drafted });
    }),
});

/** A restore that nothing speaks against, as far as a request has the time to see it. */
async function checked(
  services: Dependencies,
  operationId: string,
  { draft, ...backup }: Awaited<ReturnType<typeof draftRestore>>,
): Promise<Draft<'restore'>> {
  const { cluster, locations = [], source, spec } = draft;
  const refs = { cluster, locations, ...(source ? { source } : {}) };
  await checkRestoreTarget(services, { refs, spec }, backup);
  // Before the restore's own row: a deletion of the backup that begins now looks for it.
  await services.ledger.addReader(spec.backup, operationId);
  return draft;
}
