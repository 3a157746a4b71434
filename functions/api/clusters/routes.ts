import {
  type ClusterCredentials,
  type ClusterRequest,
  type ClusterSpec,
  clusterRequestSchema,
} from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import {
  anotherCluster,
  type Identities,
  lookAgain,
  lookWith,
  type Probes,
  statusOf,
} from '../../operations/look-at-cluster.ts';
import type { Services } from '../../platform/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { createItem } from '../create-item.ts';
import { removalOf } from '../force.ts';
import { checkSpecSize } from '../http/body.ts';
import { created, etagOf, noContent, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { noteGateways } from '../locations/gateway.ts';
import { lookAgainFrom } from '../locations/look-again.ts';
import { itemQuerySchema, itemsQuerySchema, noBodySchema } from '../operations/schema.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from '../schedules/remove-schedule.ts';
import { hashOf } from '../start-operation.ts';
import { withLease } from '../with-lease.ts';
import { checkDuplicate, checkIdentity, checkIdle, parseIdentity, secretOf } from './register.ts';
import { type ClusterUpdate, clusterUpdateSchema } from './schema.ts';
import { unprocessable } from './unprocessable.ts';
import { type ClusterItem, clusterView } from './views.ts';

type Needs = RemoveScheduleServices & Pick<Services, 'clock' | 'config' | 'executions' | 'log'> & { probes: Probes };

/** Registered clusters: create, list, read, change, remove, look at again. */
export function clusterRoutes(services: Needs) {
  const { catalog, clock, config, leases, probes, secrets } = services;

  async function read({ params }: ApiRequest): Promise<ClusterItem> {
    const found = await catalog.read('cluster', params.name ?? '');
    if (!found) throw notFound('cluster', params.name ?? '');
    return found;
  }

  const create: RouteHandler = async (request) => {
    const body = request.body(clusterRequestSchema);
    request.about({ name: body.name });
    const identities: Identities = {
      backup: parseIdentity(probes, body.access, 'access'),
      ...(body.restoreAccess ? { restore: parseIdentity(probes, body.restoreAccess, 'restoreAccess') } : {}),
    };
    const lastRequest = { key: request.idempotencyKey ?? request.requestId, hash: hashOf(body) };
    const found = await catalog.read('cluster', body.name);
    if (found) return answer(repeated(found, lastRequest));
    const look = await unprocessable(() => lookWith(probes, identities, body.namespace));
    const lease = { name: `registration#${look.clusterId}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      await checkDuplicate(services, look.clusterId, body.name);
      if (!body.adopt) await checkIdentity(services, look);
      const uid = clock.uuid();
      const spec = await specOf(uid, body, identities);
      const at = isoNow(clock);
      const wanted = {
        kind: 'cluster' as const,
        name: body.name,
        uid,
        generation: 1,
        spec,
        status: statusOf(look, at),
        createdAt: at,
        createdBy: request.caller.subject,
        updatedAt: at,
        lastRequest,
      };
      return await createItem(services, wanted, secretArnsOf(spec));
    });
    request.about({ uid: item.uid, clusterId: item.status.clusterId });
    return answer(item);
  };

  const list: RouteHandler = async (request) => {
    const { limit, cursor, deleted } = request.query(itemsQuerySchema);
    const list = deleted ? catalog.listRemoved : catalog.list;
    const { items, nextCursor } = await list('cluster', cursor, limit);
    return ok({ items: items.map(view), ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async (request) => {
    if (!request.query(itemQuerySchema).deleted) return show(await read(request));
    const { name = '' } = request.params;
    const removed = await catalog.readRemoved('cluster', name);
    if (!removed) throw notFound('cluster', name);
    return show(removed);
  };

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const body = request.body(clusterUpdateSchema);
    const first = await read(request);
    generationOf(first, ifMatch);
    const identities = await identitiesOf(first, body);
    const look = await unprocessable(() => lookWith(probes, identities, body.namespace));
    if (look.clusterId !== first.status.clusterId) throw anotherCluster(first.name);
    const lease = { name: `registration#${look.clusterId}`, holder: request.requestId };
    const { generation } = await withLease(leases, lease, async () => {
      const found = await read(request);
      const from = generationOf(found, ifMatch === '*' ? '*' : first.generation);
      if (body.namespace !== found.spec.namespace) await checkIdle(services, found);
      const spec = await specOf(found.uid, { ...body, access: body.access ?? found.spec.accessKind }, identities);
      const changed = await catalog.update({ ...found, spec }, from);
      const gone = found.spec.secretArns.restore;
      if (gone && !spec.secretArns.restore) await secrets.remove(gone);
      await catalog.writeStatus('cluster', found.name, found.uid, { ...statusOf(look, isoNow(clock)) });
      return changed;
    });
    const item = await read(request);
    request.about({ uid: item.uid, generation });
    const { validations, warnings } = await lookAgainFrom(services, item, request.caller.subject);
    const shown = view(item);
    return ok({ ...shown, warnings: [...shown.warnings, ...warnings], validations }, etagOf(item));
  };

  const remove: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const generation = request.ifMatch();
    const how = removalOf(services, request, 'cluster');
    generationOf(await read(request), generation);
    await noteGateways(services, name);
    const { uid } = await removeItem(services, { kind: 'cluster', name, generation, ...how }, ({ spec }) =>
      secretArnsOf(spec as ClusterSpec),
    );
    request.about({ uid, force: how.evict !== undefined });
    return noContent();
  };

  /** Looks at the cluster again, and keeps what it found either way. */
  const validate: RouteHandler = async (request) => {
    request.body(noBodySchema);
    const item = await read(request);
    request.about({ uid: item.uid });
    await unprocessable(() => lookAgain(services, item));
    return show(await read(request));
  };

  /** The credentials of a body, and for what it leaves out those that are kept. */
  async function identitiesOf({ spec }: ClusterItem, body: Partial<ClusterUpdate>): Promise<Identities> {
    const kept = async (arn: string) => (await secrets.read(arn)) as unknown as ClusterCredentials;
    const backup = body.access ? parseIdentity(probes, body.access, 'access') : await kept(spec.secretArns.backup);
    if (body.restoreAccess === null) return { backup };
    if (body.restoreAccess) return { backup, restore: parseIdentity(probes, body.restoreAccess, 'restoreAccess') };
    return spec.secretArns.restore ? { backup, restore: await kept(spec.secretArns.restore) } : { backup };
  }

  /** Writes the secrets, under names that stay, and renders what the catalogue keeps. */
  async function specOf(
    uid: string,
    { namespace, settings, access }: Pick<ClusterRequest, 'namespace' | 'settings'> & { access: AccessOrKind },
    { backup, restore }: Identities,
  ): Promise<ClusterSpec> {
    const spec = {
      server: backup.server,
      namespace,
      accessKind: typeof access === 'string' ? access : access.kind,
      hasRestoreAccess: restore !== undefined,
      settings,
    };
    checkSpecSize(spec);
    // Both before either is written: one that is refused must not leave the other behind.
    const values = { backup: secretOf(backup), restore: restore && secretOf(restore) };
    const write = (identity: string, value: Record<string, string>) =>
      secrets.write(`${config.secretPrefix}/clusters/${uid}/${identity}`, value);
    const secretArns = {
      backup: await write('backup', values.backup),
      ...(values.restore ? { restore: await write('restore', values.restore) } : {}),
    };
    return { ...spec, secretArns };
  }

  const view = (item: ClusterItem) => clusterView(item, clock.now());
  const show = (item: ClusterItem) => ok(view(item), etagOf(item));
  const answer = (item: ClusterItem) => created(`/v1/clusters/${item.name}`, view(item), etagOf(item));

  return { create, list, get, update, remove, validate };
}

function secretArnsOf({ secretArns }: ClusterSpec): (string | undefined)[] {
  return [secretArns.backup, secretArns.restore];
}

type AccessOrKind = ClusterRequest['access'] | ClusterSpec['accessKind'];

function repeated(found: ClusterItem, { key, hash }: { key: string; hash: string }): ClusterItem {
  if (found.lastRequest?.key !== key) throw new Fault('name.taken', `there is a cluster ${found.name}`);
  if (found.lastRequest.hash === hash) return found;
  throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
}
