import type { BackupSpec } from '../../domain/backup-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { type ClusterRef, type Operation, type Ref, TERMINAL_PHASES } from '../../domain/operation.ts';
import { checkOffloaded } from '../../domain/restore-plan.ts';
import { type RestoreRequest, type RestoreSpec, restoreRequestSchema } from '../../domain/restore-spec.ts';
import { resolveSettings } from '../../domain/settings.ts';
import { type ClusterItem, readCluster, readValidLocation } from '../../runtime/draft-backup.ts';
import type { Services } from '../../runtime/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { retryRequestSchema } from '../backups/schema.ts';
import { checkSpecSize } from '../body.ts';
import { restoreQuerySchema } from '../operations/schema.ts';
import { operationView } from '../operations/views.ts';
import { accepted } from '../reply.ts';
import type { ApiRequest } from '../request.ts';
import type { RouteHandler } from '../router.ts';
import { type Draft, findEarlier, startOperation, type Ticket, ticketOf } from '../start-operation.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

export function restoreRoutes(services: Needs) {
  const { catalog, clock, config, ledger } = services;

  const create: RouteHandler = async (request) => {
    const body = request.body(restoreRequestSchema);
    checkSpecSize(body);
    const ticket = ticketOf(request, 'restore', body, clock);
    const query = request.query(restoreQuerySchema);
    return (await earlierOf(ticket)) ?? (await start(request, ticket, await draftOf(body, query)));
  };

  const retry: RouteHandler = async (request) => {
    const body = request.body(retryRequestSchema);
    const ticket = ticketOf(request, 'restore', body, clock);
    const earlier = await earlierOf(ticket);
    if (earlier) return earlier;
    const ended = await ledger.readOperation(request.params.id ?? '');
    if (ended?.kind !== 'restore') throw new Fault('operation.not_found', 'there is no restore of that id');
    if (!TERMINAL_PHASES.has(ended.phase)) throw new Fault('operation.running', `the restore is ${ended.phase}`);
    const { name, labels, operationId: retryOf, refs } = ended;
    const spec = ended.spec as RestoreSpec;
    const { backup, namespaceMapping, storageClassMapping = {} } = spec;
    const asked = { name, labels, backup, cluster: refs.cluster.name, namespaceMapping, storageClassMapping };
    const draft = await draftOf(asked, request.query(restoreQuerySchema));
    if (draft.cluster.clusterId !== refs.cluster.clusterId) throw notFound('cluster', refs.cluster.name);
    return await start(request, ticket, { ...draft, spec, retryOf });
  };

  async function earlierOf(ticket: Ticket) {
    const earlier = await findEarlier(services, ticket);
    return earlier && started(earlier);
  }

  async function start(request: ApiRequest, ticket: Ticket, draft: Draft<RestoreSpec>) {
    // Before the restore's own row: a deletion of the backup that begins now looks for it.
    await ledger.addReader(draft.spec.backup, ticket.operationId);
    return started(await startOperation(services, request, ticket, draft));
  }

  async function draftOf(body: RestoreRequest, { force }: { force: boolean }): Promise<Draft<RestoreSpec>> {
    const backup = await readRestorable(body.backup);
    if (!force) checkWhole(backup);
    checkMapping(body.namespaceMapping, backup.spec.selection.namespaces);
    const { cluster: source, location } = backup.refs;
    const target = await readTarget(body.cluster ?? source.name);
    const { clusterId } = target.ref;
    if (!body.cluster && clusterId !== source.clusterId) {
      const message = `cluster ${source.name} is another one than the backup was made on; name the target in "cluster"`;
      throw new Fault('cluster.not_found', message);
    }
    const place = location && (await catalog.read('location', location.name));
    if (!place) throw notFound('location', location?.name ?? '');
    if (place.uid !== location.uid) {
      throw new Fault('location.not_found', `location ${location.name} is another one than the backup was written to`);
    }
    const isElsewhere = clusterId !== source.clusterId;
    if (isElsewhere) await checkElsewhere(backup, location, target.ref);
    const { name, labels, namespaceMapping, storageClassMapping } = body;
    const settings = resolveSettings(config.moverImage, target.spec.settings, body.settings ?? {});
    return {
      name,
      spec: { backup: body.backup, namespaceMapping, storageClassMapping, settings },
      cluster: target.ref,
      location,
      backup: body.backup,
      ...(isElsewhere ? { source } : {}),
      labels,
    };
  }

  /** Of its restore identity all that is made will be. */
  async function readTarget(name: string): Promise<ClusterItem> {
    const item = await readCluster(services, name);
    if (item.spec.hasRestoreAccess) return item;
    throw new Fault('cluster.no_restore_identity', `cluster ${name} has no restoreAccess`);
  }

  /** Its movers must reach the location, and find the data there. */
  async function checkElsewhere({ operationId }: Operation, location: Ref, cluster: ClusterRef): Promise<void> {
    await readValidLocation(services, location.name, cluster);
    const volumes = await ledger.readVolumes(operationId);
    checkOffloaded(volumes.filter(({ phase }) => phase === 'Done'));
  }

  async function readRestorable(id: string): Promise<Operation<BackupSpec>> {
    const found = await ledger.readOperation(id);
    if (!found) throw new Fault('backup.not_found', `there is no backup ${id}`);
    if (found.phase === 'Succeeded') return found as Operation<BackupSpec>;
    throw new Fault('backup.not_restorable', `backup ${id} is ${found.phase}`);
  }

  return { create, retry };
}

/** By force it is tried all the same: the data may be back. @throws Fault Rejected `backup.damaged` */
function checkWhole({ operationId, damagedAt, damagedVolumes = [], refs }: Operation): void {
  if (!damagedAt) return;
  const named = damagedVolumes.slice(0, 10).join(', ');
  const message = `backup ${operationId} lacks data of ${named} at location ${refs.location?.name} (seen ${damagedAt})`;
  throw new Fault('backup.damaged', message, { details: { damagedVolumes } });
}

/** @throws Fault Rejected `request.invalid`: a source that the backup does not have, or two that would meet in one target */
function checkMapping(mapping: Readonly<Record<string, string>>, sources: readonly string[]): void {
  const unknown = Object.keys(mapping).filter((source) => !sources.includes(source));
  const targets = sources.map((source) => mapping[source] ?? source);
  const twice = targets.filter((target, n) => targets.indexOf(target) !== n);
  const [first] = unknown;
  if (first === undefined && twice.length === 0) return;
  const message =
    first === undefined
      ? `two namespaces would be restored into ${twice[0]}`
      : `the backup has no namespace ${first}; it has ${sources.join(', ')}`;
  const pointer = first === undefined ? '/namespaceMapping' : `/namespaceMapping/${first}`;
  throw new Fault('request.invalid', message, { details: { errors: [{ pointer, message }] } });
}

function started(operation: Operation) {
  return accepted(`/v1/restores/${operation.operationId}`, operationView(operation));
}
