import {
  type ClusterCredentials,
  type ClusterRequest,
  type ClusterSpec,
  clusterRequestSchema,
} from '../../domain/cluster-spec.ts';
import { Fault, failureOf, toFault } from '../../domain/errors.ts';
import type { Services } from '../../runtime/services.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { audit } from '../audit.ts';
import { checkSpecSize } from '../body.ts';
import { createItem } from '../create-item.ts';
import { noBodySchema, pageSchema } from '../operations/schema.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import { created, etagOf, noContent, ok } from '../reply.ts';
import type { ApiRequest } from '../request.ts';
import type { RouteHandler } from '../router.ts';
import { hashOf } from '../start-operation.ts';
import { withLease } from '../with-lease.ts';
import type { Probes } from './probes.ts';
import {
  checkDuplicate,
  checkIdle,
  type Found,
  type Identities,
  parseIdentity,
  probeIdentities,
  secretOf,
} from './register.ts';
import { type ClusterUpdate, clusterUpdateSchema } from './schema.ts';
import { type ClusterItem, clusterView } from './views.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'log' | 'secrets'> & {
  probes: Probes;
};

/** Registered clusters: create, list, read, change, remove, look at again. */
export function clusterRoutes(services: Needs) {
  const { catalog, clock, config, leases, log, probes, secrets } = services;

  async function read({ params }: ApiRequest): Promise<ClusterItem> {
    const found = await catalog.read('cluster', params.name ?? '');
    if (!found) throw notFound('cluster', params.name ?? '');
    return found as ClusterItem;
  }

  const create: RouteHandler = async (request) => {
    const body = request.body(clusterRequestSchema);
    const identities: Identities = {
      backup: parseIdentity(probes, body.access, 'access'),
      ...(body.restoreAccess ? { restore: parseIdentity(probes, body.restoreAccess, 'restoreAccess') } : {}),
    };
    const lastRequest = { key: request.idempotencyKey ?? request.requestId, hash: hashOf(body) };
    const found = (await catalog.read('cluster', body.name)) as ClusterItem | undefined;
    if (found) return answer(repeated(found, lastRequest));
    const status = await probeIdentities(probes, identities, body.namespace);
    const lease = { name: `registration#${status.clusterId}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      await checkDuplicate(services, status.clusterId, body.name);
      const uid = clock.uuid();
      const spec = await specOf(uid, body, identities);
      const at = isoNow(clock);
      const wanted = {
        kind: 'cluster' as const,
        name: body.name,
        uid,
        generation: 1,
        spec,
        status: { ...status, validatedAt: at },
        createdAt: at,
        createdBy: request.caller.subject,
        updatedAt: at,
        lastRequest,
      };
      return (await createItem(services, wanted, secretArnsOf(spec))) as ClusterItem;
    });
    audit(log, request, { cluster: item.name, uid: item.uid, clusterId: item.status.clusterId });
    return answer(item);
  };

  const list: RouteHandler = async (request) => {
    const { limit, cursor } = request.query(pageSchema);
    const { items, nextCursor } = await catalog.list('cluster', cursor, limit);
    return ok({ items: (items as ClusterItem[]).map(clusterView), ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async (request) => {
    const item = await read(request);
    return ok(clusterView(item), etagOf(item));
  };

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const body = request.body(clusterUpdateSchema);
    const first = await read(request);
    generationOf(first, ifMatch);
    const identities = await identitiesOf(first, body);
    const status = await probeIdentities(probes, identities, body.namespace);
    if (status.clusterId !== first.status.clusterId) throw anotherCluster(first.name);
    const lease = { name: `registration#${status.clusterId}`, holder: request.requestId };
    const { generation } = await withLease(leases, lease, async () => {
      const found = await read(request);
      const from = generationOf(found, ifMatch === '*' ? '*' : first.generation);
      if (body.namespace !== found.spec.namespace) await checkIdle(services, found);
      const spec = await specOf(found.uid, { ...body, access: body.access ?? found.spec.accessKind }, identities);
      const changed = await catalog.update({ ...found, spec }, from);
      const gone = found.spec.secretArns.restore;
      if (gone && !spec.secretArns.restore) await secrets.remove(gone);
      await catalog.writeStatus('cluster', found.name, found.uid, fresh(status));
      return changed;
    });
    const item = await read(request);
    audit(log, request, { cluster: item.name, uid: item.uid, generation });
    return ok(clusterView(item), etagOf(item));
  };

  const remove: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const generation = request.ifMatch();
    const { uid } = await removeItem(services, { kind: 'cluster', name, generation }, ({ spec }) =>
      secretArnsOf(spec as ClusterSpec),
    );
    audit(log, request, { cluster: name, uid });
    return noContent();
  };

  /** Looks at the cluster again, and keeps what it found either way. */
  const validate: RouteHandler = async (request) => {
    request.body(noBodySchema);
    const item = await read(request);
    const write = (status: Record<string, unknown>) => catalog.writeStatus('cluster', item.name, item.uid, status);
    audit(log, request, { cluster: item.name, uid: item.uid });
    try {
      const identities = await identitiesOf(item, {});
      const status = await probeIdentities(probes, identities, item.spec.namespace);
      if (status.clusterId !== item.status.clusterId) throw anotherCluster(item.name);
      await write(fresh(status));
    } catch (thrown) {
      await write({ validatedAt: isoNow(clock), reason: failureOf(toFault(thrown)) });
      throw thrown;
    }
    const seen = await read(request);
    return ok(clusterView(seen), etagOf(seen));
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

  /** A good look takes the reason of an earlier bad one away. */
  function fresh(status: Found) {
    return { deniedRestorePermissions: undefined, ...status, validatedAt: isoNow(clock), reason: undefined };
  }

  return { create, list, get, update, remove, validate };
}

function secretArnsOf({ secretArns }: ClusterSpec): (string | undefined)[] {
  return [secretArns.backup, secretArns.restore];
}

type AccessOrKind = ClusterRequest['access'] | ClusterSpec['accessKind'];

function answer(item: ClusterItem) {
  return created(`/v1/clusters/${item.name}`, clusterView(item), etagOf(item));
}

function repeated(found: ClusterItem, { key, hash }: { key: string; hash: string }): ClusterItem {
  if (found.lastRequest?.key !== key) throw new Fault('name.taken', `there is a cluster ${found.name}`);
  if (found.lastRequest.hash === hash) return found;
  throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
}

function anotherCluster(name: string): Fault {
  return new Fault(
    'cluster.duplicate',
    `what answers is another cluster than ${name}; register it under another name`,
    {
      details: { httpStatus: 422 },
    },
  );
}
