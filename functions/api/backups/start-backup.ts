import { refuseSystemNamespaces } from '../../domain/cluster/system-namespaces.ts';
import { Fault } from '../../domain/errors.ts';
import { resolveAgain } from '../../domain/settings/settings-bounds.ts';
import { draftAskedBackup, readCluster, readValidLocation } from '../../operations/draft-backup.ts';
import type { Uses } from '../../platform/services.ts';
import { checkOnCluster } from '../check-on-cluster.ts';
import { checkSpecSize } from '../http/body.ts';
import { route, starts } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { readEnded } from '../read-ended.ts';
import { type Draft, startOnce } from '../start-operation.ts';
import { bodyFrom, newBackupSchema } from './like.ts';
import { retryRequestSchema } from './schema.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'log'>;

export const createBackup = route({
  operationId: 'createBackup',
  route: 'POST /v1/backups',
  scope: 'operate',
  summary: 'Back namespaces up',
  body: newBackupSchema,
  ...starts('/v1/backups/{id}'),
  handle: async (services: Dependencies, request) => {
    checkSpecSize(request.body);
    return await startOnce(services, request, 'backup', request.body, async () => {
      const body = await bodyFrom(services, request.body);
      const draft = await draftAskedBackup(services, body, request);
      await checkOnCluster(services, draft.cluster, draft.spec);
      return { kind: 'backup', name: body.name, ...draft };
    });
  },
});

/** A new backup of the same spec; what the ended one left at the location and on the cluster may be reused by it. */
export const retryBackup = route({
  operationId: 'retryBackup',
  route: 'POST /v1/backups/{id}/retry',
  scope: 'operate',
  summary: 'Do an ended backup over',
  body: retryRequestSchema,
  ...starts('/v1/backups/{id}'),
  handle: async (services: Dependencies, request) =>
    await startOnce(services, request, 'backup', request.body, async () => await draftAgain(services, request)),
});

async function draftAgain(services: Dependencies, request: ApiRequest): Promise<Draft<'backup'>> {
  const ended = await readEnded(services.ledger, 'backup', request.params.id ?? '');
  const { name, labels, operationId: retryOf, refs, spec } = ended;
  const cluster = await readCluster(services, refs.cluster.name);
  if (cluster.uid !== refs.cluster.uid) throw replaced('cluster.not_found', 'cluster', cluster.name);
  if (!request.isAdmin) refuseSystemNamespaces(spec.selection.namespaces, cluster.spec, 'the source of a backup');
  const { locations } = refs;
  const found = await Promise.all(locations.map((one) => readValidLocation(services, one.name, cluster.ref)));
  const other = found.find(({ ref }, at) => ref.uid !== locations[at]?.uid);
  if (other) throw replaced('location.not_found', 'location', other.ref.name);
  for (const rule of [spec.rules?.preExec, spec.rules?.postExec]) await checkRule(services, rule);
  await checkOnCluster(services, cluster.ref, spec);
  const { settings, notes } = resolveAgain(services.config.moverImage, cluster.spec.settings, spec.settings);
  const warnings = [...found.flatMap((one) => one.warnings), ...notes];
  const again = { name, spec: { ...spec, settings }, labels, retryOf };
  return { kind: 'backup', ...again, cluster: cluster.ref, locations, warnings };
}

/** Its commands run as they were; one that an admin has deleted since runs no more. @throws Fault Rejected `rule.not_found` */
async function checkRule({ catalog }: Uses<'catalog'>, rule: { name: string; uid: string } | undefined): Promise<void> {
  if (rule && (await catalog.read('rule', rule.name))?.uid !== rule.uid) {
    throw replaced('rule.not_found', 'rule', rule.name);
  }
}

function replaced(
  code: 'cluster.not_found' | 'location.not_found' | 'rule.not_found',
  kind: string,
  name: string,
): Fault {
  return new Fault(code, `${kind} ${name} is another one now, or none; make a new backup instead`);
}
