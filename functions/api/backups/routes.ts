import { backupRequestSchema } from '../../domain/backup/backup-spec.ts';
import { refuseSystemNamespaces } from '../../domain/cluster/system-namespaces.ts';
import { Fault } from '../../domain/errors.ts';
import type { BackupOperation, Operation } from '../../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { resolveAgain } from '../../domain/settings/settings-bounds.ts';
import { draftAskedBackup, readCluster, readValidLocation } from '../../operations/draft-backup.ts';
import type { Services } from '../../platform/services.ts';
import { checkOnCluster } from '../check-on-cluster.ts';
import { checkSpecSize } from '../http/body.ts';
import { accepted } from '../http/reply.ts';
import type { RouteHandler, RouteHandlers } from '../http/router.ts';
import { operationView } from '../operations/views.ts';
import { restoreRoutes } from '../restores/routes.ts';
import { findEarlier, startOperation, ticketOf } from '../start-operation.ts';
import { retryRequestSchema } from './schema.ts';

type Needs = Pick<
  Services,
  'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'locations' | 'log'
>;

/** What starts backups and restores: both look at a cluster first. */
export function backupRoutes(services: Needs): RouteHandlers<'apiBackups'> {
  const { clock, config, ledger } = services;

  const create: RouteHandler = async (request) => {
    const body = request.body(backupRequestSchema);
    checkSpecSize(body);
    const ticket = ticketOf(request, 'backup', body, clock);
    const earlier = await findEarlier(services, ticket);
    if (earlier) return started(earlier);
    const draft = await draftAskedBackup(services, body, request);
    await checkOnCluster(services, draft.cluster, draft.spec);
    return started(await startOperation(services, request, ticket, { kind: 'backup', name: body.name, ...draft }));
  };

  /** A new backup of the same spec; what the ended one left at the location and on the cluster may be reused by it. */
  const retry: RouteHandler = async (request) => {
    const body = request.body(retryRequestSchema);
    const ticket = ticketOf(request, 'backup', body, clock);
    const earlier = await findEarlier(services, ticket);
    if (earlier) return started(earlier);
    const ended = await readEnded(request.params.id ?? '');
    const cluster = await readCluster(services, ended.refs.cluster.name);
    if (cluster.uid !== ended.refs.cluster.uid) throw replaced('cluster.not_found', 'cluster', cluster.name);
    if (!request.isAdmin) {
      refuseSystemNamespaces(ended.spec.selection.namespaces, cluster.spec, 'the source of a backup');
    }
    const location = await readValidLocation(services, ended.refs.location?.name ?? '', cluster.ref);
    if (location.ref.uid !== ended.refs.location?.uid) {
      throw replaced('location.not_found', 'location', location.ref.name);
    }
    const { name, labels, operationId: retryOf } = ended;
    await checkOnCluster(services, cluster.ref, ended.spec);
    const { settings, notes } = resolveAgain(config.moverImage, cluster.spec.settings, ended.spec.settings);
    const spec = { ...ended.spec, settings };
    const draft = { name, spec, labels, retryOf, cluster: cluster.ref, location: location.ref };
    const warnings = [...location.warnings, ...notes];
    return started(await startOperation(services, request, ticket, { kind: 'backup', ...draft, warnings }));
  };

  async function readEnded(id: string): Promise<BackupOperation> {
    const found = await ledger.readOperation(id);
    if (found?.kind !== 'backup') throw new Fault('backup.not_found', `there is no backup ${id}`);
    if (!TERMINAL_PHASES.has(found.phase)) throw new Fault('operation.running', `the backup is ${found.phase}`);
    return found;
  }

  return { 'POST /v1/backups': create, 'POST /v1/backups/{id}/retry': retry, ...restoreRoutes(services) };
}

function started(operation: Operation) {
  return accepted(`/v1/backups/${operation.operationId}`, operationView(operation));
}

function replaced(code: 'cluster.not_found' | 'location.not_found', kind: string, name: string): Fault {
  return new Fault(code, `${kind} ${name} is another one now; make a new backup instead`);
}
