import { Fault } from '../../domain/errors.ts';
import { renderRecoveryKey } from '../../domain/location/keys.ts';
import {
  credentialStatus,
  type LocationRequest,
  locationRequestSchema,
  secretOfLocation,
} from '../../domain/location/location-spec.ts';
import { maintenanceRequestSchema } from '../../domain/location/maintenance.ts';
import { validationRequestSchema } from '../../domain/operation/validation-spec.ts';
import { resolveSettings } from '../../domain/settings/settings.ts';
import { checkBounds, resolveBounded } from '../../domain/settings/settings-bounds.ts';
import { chooseCluster } from '../../operations/choose-cluster.ts';
import type { Services } from '../../platform/services.ts';
import type { AddressPolicy } from '../../services/addresses/addresses.ts';
import { type ClusterItem, type NewItem, notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { createItem } from '../create-item.ts';
import { removalOf } from '../force.ts';
import { checkSpecSize } from '../http/body.ts';
import { accepted, created, etagOf, noContent, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler, RouteHandlers } from '../http/router.ts';
import { itemQuerySchema } from '../operations/schema.ts';
import { operationView } from '../operations/views.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from '../schedules/remove-schedule.ts';
import { findEarlier, hashOf, startOperation, ticketOf } from '../start-operation.ts';
import { withLease } from '../with-lease.ts';
import { checkEndpoint, checkSamePlace } from './check-place.ts';
import { leaveGateway, useGateway } from './gateway.ts';
import { lookAgainAt } from './look-again.ts';
import { acknowledgementSchema, locationsQuerySchema, locationUpdateSchema } from './schema.ts';
import { isValidFor, type LocationItem, locationView } from './views.ts';

type Needs = RemoveScheduleServices &
  Pick<Services, 'clock' | 'config' | 'executions' | 'log' | 'repositories'> & { policy: AddressPolicy };

export function locationRoutes(services: Needs): RouteHandlers<'apiLocations'> {
  const { catalog, clock, config, leases, ledger, policy, secrets } = services;

  async function read({ params }: ApiRequest): Promise<LocationItem> {
    const found = await catalog.read('location', params.name ?? '');
    if (!found) throw notFound('location', params.name ?? '');
    return found;
  }

  const create: RouteHandler = async (request) => {
    const body = request.body(locationRequestSchema);
    checkSpecSize(body);
    request.about({ name: body.name });
    checkEndpoint(policy, body.s3);
    const lastRequest = { key: request.idempotencyKey ?? request.requestId, hash: hashOf(body) };
    const { item, recoveryKey } = await withLease(
      leases,
      { name: `change#location#${body.name}`, holder: request.requestId },
      () => createLocation(request, body, lastRequest),
    );
    const shown = { ...(await view(item)), ...(recoveryKey ? { recoveryKey } : {}) };
    return created(`/v1/locations/${item.name}`, shown, etagOf(item));
  };

  async function createLocation(
    request: ApiRequest,
    body: LocationRequest,
    lastRequest: { key: string; hash: string },
  ) {
    const { name, type, access, gatewayCluster, recoveryKey: given } = body;
    const { credentials, ...s3 } = body.s3;
    const found = await catalog.read('location', name);
    if (found && found.lastRequest?.key !== lastRequest.key) {
      throw new Fault('name.taken', `there is a location ${name}`);
    }
    const uid = found?.uid ?? clock.uuid();
    const recoveryKey = given ?? renderRecoveryKey(clock.randomBytes(32));
    const at = isoNow(clock);
    const made: NewItem<'location'> = {
      kind: 'location',
      name,
      uid,
      generation: 1,
      spec: { type, s3, access, ...(gatewayCluster ? { gatewayCluster } : {}) },
      // Who gives a key has it; one that we made counts as kept once somebody says so.
      status: { clusters: {}, recoveryKeyAcknowledged: given !== undefined, ...credentialStatus(credentials) },
      createdAt: at,
      createdBy: request.caller.subject,
      updatedAt: at,
      lastRequest,
    };
    // The same request again: what is there, and a key only from GET /recovery-key.
    if (found) return { item: (await catalog.create(made)).item };
    await useGateway(services, name, gatewayCluster);
    const secretArn = await secrets.write(secretNameOf(uid), secretOfLocation(credentials, recoveryKey));
    const item = await createItem(services, { ...made, secretArn }, [secretArn]);
    request.about({ uid: item.uid });
    return { item, ...(given || item.uid !== uid ? {} : { recoveryKey }) };
  }

  const list: RouteHandler = async (request) => {
    const { validFor, limit, cursor, deleted } = request.query(locationsQuerySchema);
    const clusterId = validFor === undefined ? undefined : await clusterIdOf(validFor);
    const list = deleted ? catalog.listRemoved : catalog.list;
    const { items, nextCursor } = await list('location', cursor, limit);
    const chosen = items.filter((item) => clusterId === undefined || isValidFor(item, clusterId));
    return ok({ items: await views(chosen), ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async (request) => {
    if (!request.query(itemQuerySchema).deleted) return show(await read(request));
    const { name = '' } = request.params;
    const removed = await catalog.readRemoved('location', name);
    if (!removed) throw notFound('location', name);
    return show(removed);
  };

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const body = request.body(locationUpdateSchema);
    checkSpecSize(body);
    checkEndpoint(policy, body.s3);
    const { name = '' } = request.params;
    const { credentials, ...s3 } = body.s3;
    const lease = { name: `change#location#${name}`, holder: request.requestId };
    const { generation } = await withLease(leases, lease, async () => {
      const found = await read(request);
      const from = generationOf(found, ifMatch);
      checkSamePlace(found.spec.s3, s3);
      await useGateway(services, name, body.gatewayCluster);
      if (credentials) {
        const { recoveryKey = '' } = await secrets.read(found.secretArn ?? '');
        await secrets.write(secretNameOf(found.uid), secretOfLocation(credentials, recoveryKey));
      }
      const { gatewayCluster: _, ...kept } = found.spec;
      const spec = { ...kept, s3, ...(body.gatewayCluster ? { gatewayCluster: body.gatewayCluster } : {}) };
      const changed = await catalog.update({ kind: found.kind, name, uid: found.uid, spec }, from);
      await leaveGateway(services, found, body.gatewayCluster);
      if (credentials) await catalog.writeStatus('location', name, found.uid, credentialStatus(credentials));
      return changed;
    });
    request.about({ generation });
    const item = await read(request);
    const { validations, warnings } = await lookAgainAt(services, item, request.caller.subject);
    const shown = await view(item);
    return ok({ ...shown, warnings: [...shown.warnings, ...warnings], validations }, etagOf(item));
  };

  /** By force or not: first somebody says that the key is kept. */
  const remove: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const generation = request.ifMatch();
    const how = removalOf(services, request, 'location');
    const found = await read(request);
    generationOf(found, generation);
    checkKeyIsKept(found);
    const target = { kind: 'location' as const, name, generation, ...how };
    const removed = await removeItem(services, target, ({ secretArn }) => [secretArn]);
    await leaveGateway(services, removed);
    request.about({ uid: removed.uid, force: how.evict !== undefined });
    return noContent();
  };

  /** From the control plane, then by a Job of the cluster: an operation, since the Job takes its time. */
  const validate: RouteHandler = async (request) => {
    const body = request.body(validationRequestSchema);
    const ticket = ticketOf(request, 'validation', body, clock);
    const item = await read(request);
    const earlier = await findEarlier(services, ticket);
    if (earlier) return accepted(`/v1/operations/${earlier.operationId}`, operationView(earlier));
    const cluster = await catalog.read('cluster', body.cluster);
    if (!cluster) throw notFound('cluster', body.cluster);
    if (!request.isAdmin) checkHasLooked(item, cluster);
    checkBounds(body.settings ?? {}, { name: cluster.name, settings: cluster.spec.settings }, '/settings');
    const { settings } = resolveBounded(config.moverImage, cluster.spec.settings, body.settings ?? {});
    const operation = await startOperation(services, request, ticket, {
      kind: 'validation',
      name: `${item.name} from ${cluster.name}`,
      spec: { generation: item.generation, settings },
      cluster: { name: cluster.name, uid: cluster.uid, clusterId: String(cluster.status.clusterId) },
      location: { name: item.name, uid: item.uid },
      labels: {},
    });
    return accepted(`/v1/operations/${operation.operationId}`, operationView(operation));
  };

  /**
   * What upkeep does by itself every few hours; with `full` for every repository, due or not. Accepting repositories is for
   * admins: who has an operate token and the bucket could else have backups go on in an older one that he has put there.
   */
  const maintain: RouteHandler = async (request) => {
    const body = request.body(maintenanceRequestSchema);
    const { acceptRepositories = false } = body;
    if (acceptRepositories && !request.isAdmin) {
      throw new Fault('request.forbidden', 'acceptRepositories wants a token with the admin scope');
    }
    if (acceptRepositories) request.about({ acceptRepositories });
    const ticket = ticketOf(request, 'maintenance', body, clock);
    const item = await read(request);
    const earlier = await findEarlier(services, ticket);
    if (earlier) return accepted(`/v1/operations/${earlier.operationId}`, operationView(earlier));
    const cluster = await chooseCluster(services, item);
    if (!cluster) throw new Fault('location.not_valid', `no registered cluster reaches ${item.name}`);
    const settings = resolveSettings(config.moverImage, cluster.spec.settings);
    const operation = await startOperation(services, request, ticket, {
      kind: 'maintenance',
      name: item.name,
      spec: acceptRepositories ? { full: true, acceptRepositories, settings } : { full: body.full, settings },
      cluster: { name: cluster.name, uid: cluster.uid, clusterId: cluster.status.clusterId },
      location: { name: item.name, uid: item.uid },
      labels: {},
    });
    return accepted(`/v1/operations/${operation.operationId}`, operationView(operation));
  };

  const showKey: RouteHandler = async (request) => {
    const { uid, secretArn = '' } = await read(request);
    request.about({ uid, secret: 'recovery key' });
    // First the trace, then the secret.
    const message = `shown to ${request.caller.subject} at ${request.caller.sourceIp}`;
    await ledger.appendEvent(`location-${uid}`, { type: 'RecoveryKeyShown', message });
    const { recoveryKey } = await secrets.read(secretArn);
    return ok({ recoveryKey });
  };

  const acknowledgeKey: RouteHandler = async (request) => {
    request.body(acknowledgementSchema);
    const { name, uid } = await read(request);
    await catalog.writeStatus('location', name, uid, { recoveryKeyAcknowledged: true });
    request.about({ uid });
    return show(await read(request));
  };

  async function clusterIdOf(name: string): Promise<string> {
    const found = await catalog.read('cluster', name);
    if (!found) throw notFound('cluster', name);
    return String(found.status.clusterId);
  }

  async function views(items: readonly LocationItem[]) {
    const names = items.flatMap(({ spec }) => spec.gatewayCluster ?? []);
    const gateways = await catalog.readMany('cluster', names);
    return items.map((item) => locationView(item, { now: clock.now(), gateways }));
  }

  async function view(item: LocationItem) {
    const [only] = await views([item]);
    return only as NonNullable<typeof only>;
  }

  const show = async (item: LocationItem) => ok(await view(item), etagOf(item));

  function secretNameOf(uid: string): string {
    return `${config.secretPrefix}/locations/${uid}`;
  }

  return {
    'POST /v1/locations': create,
    'GET /v1/locations': list,
    'GET /v1/locations/{name}': get,
    'PUT /v1/locations/{name}': update,
    'DELETE /v1/locations/{name}': remove,
    'POST /v1/locations/{name}/validate': validate,
    'POST /v1/locations/{name}/maintain': maintain,
    'GET /v1/locations/{name}/recovery-key': showKey,
    'POST /v1/locations/{name}/recovery-key': acknowledgeKey,
  };
}

/**
 * A look from a cluster gives it the key of the location, so the first one is an admin's to ask for; backups need one.
 * @throws Fault Rejected `location.wants_admin`
 */
function checkHasLooked({ name, status }: LocationItem, cluster: ClusterItem): void {
  if (status.clusters?.[String(cluster.status.clusterId)]) return;
  throw new Fault(
    'location.wants_admin',
    `location ${name} was never looked at from cluster ${cluster.name}, which would get its key`,
  );
}

/** The store has the only copy of a key that nobody has said to keep, and with it goes whatever lies in the bucket. */
function checkKeyIsKept({ name, status }: LocationItem): void {
  if (status.recoveryKeyAcknowledged) return;
  throw new Fault('location.key_not_kept', `the recovery key of location ${name} was not acknowledged`);
}
