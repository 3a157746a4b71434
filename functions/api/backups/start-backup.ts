import { backupRequestSchema } from '../../domain/backup/backup-spec.ts';
import { refuseSystemNamespaces } from '../../domain/cluster/system-namespaces.ts';
import { Fault } from '../../domain/errors.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { resolveAgain } from '../../domain/settings/settings-bounds.ts';
import { draftAskedBackup, readCluster, readValidLocation } from '../../operations/draft-backup.ts';
import type { Services } from '../../platform/services.ts';
import { checkOnCluster } from '../check-on-cluster.ts';
import { checkSpecSize } from '../http/body.ts';
import { route } from '../http/contract.ts';
import { operationView } from '../operations/views.ts';
import { claimOf, findReplay, startOperation } from '../start-operation.ts';
import { retryRequestSchema } from './schema.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'log'>;

export const createBackup = route({
  operationId: 'createBackup',
  route: 'POST /v1/backups',
  scope: 'operate',
  summary: 'Back namespaces up',
  body: backupRequestSchema,
  idempotent: true,
  status: 202,
  location: '/v1/backups/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => {
    const { body } = request;
    checkSpecSize(body);
    const ticket = claimOf(request, 'backup', body, services.clock);
    const earlier = await findReplay(services, ticket);
    if (earlier) return operationView(earlier);
    const draft = await draftAskedBackup(services, body, request);
    await checkOnCluster(services, draft.cluster, draft.spec);
    return operationView(
      await startOperation(services, request, ticket, { kind: 'backup', name: body.name, ...draft }),
    );
  },
});

/** A new backup of the same spec; what the ended one left at the location and on the cluster may be reused by it. */
export const retryBackup = route({
  operationId: 'retryBackup',
  route: 'POST /v1/backups/{id}/retry',
  scope: 'operate',
  summary: 'Do an ended backup over',
  body: retryRequestSchema,
  idempotent: true,
  status: 202,
  location: '/v1/backups/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => {
    const ticket = claimOf(request, 'backup', request.body, services.clock);
    const earlier = await findReplay(services, ticket);
    if (earlier) return operationView(earlier);
    const ended = await readEnded(services, request.params.id);
    const cluster = await readCluster(services, ended.refs.cluster.name);
    if (cluster.uid !== ended.refs.cluster.uid) throw replaced('cluster.not_found', 'cluster', cluster.name);
    if (!request.isAdmin) {
      refuseSystemNamespaces(ended.spec.selection.namespaces, cluster.spec, 'the source of a backup');
    }
    const { locations } = ended.refs;
    const found = await Promise.all(locations.map(({ name }) => readValidLocation(services, name, cluster.ref)));
    const other = found.find(({ ref }, at) => ref.uid !== locations[at]?.uid);
    if (other) throw replaced('location.not_found', 'location', other.ref.name);
    const { name, labels, operationId: retryOf } = ended;
    await checkOnCluster(services, cluster.ref, ended.spec);
    const { settings, notes } = resolveAgain(services.config.moverImage, cluster.spec.settings, ended.spec.settings);
    const spec = { ...ended.spec, settings };
    const draft = { name, spec, labels, retryOf, cluster: cluster.ref, locations };
    const warnings = [...found.flatMap(({ warnings }) => warnings), ...notes];
    return operationView(await startOperation(services, request, ticket, { kind: 'backup', ...draft, warnings }));
  },
});

async function readEnded({ ledger }: Pick<Services, 'ledger'>, id: string): Promise<BackupOperation> {
  const found = await ledger.readOperation(id);
  if (found?.kind !== 'backup') throw new Fault('backup.not_found', `there is no backup ${id}`);
  if (!TERMINAL_PHASES.has(found.phase)) throw new Fault('operation.running', `the backup is ${found.phase}`);
  return found;
}

function replaced(code: 'cluster.not_found' | 'location.not_found', kind: string, name: string): Fault {
  return new Fault(code, `${kind} ${name} is another one now; make a new backup instead`);
}
