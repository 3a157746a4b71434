import { Fault } from '../../domain/errors.ts';
import { whyNotValid } from '../../domain/location/location-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { clusterRefOf } from '../../services/catalog/catalog.ts';
import { removalOf } from '../cascade.ts';
import { route } from '../http/contract.ts';
import { forceQuerySchema, itemQuerySchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from '../schedules/remove-schedule.ts';
import { leaveGateway } from './gateway.ts';
import { acknowledgementSchema, locationsQuerySchema } from './schema.ts';
import { viewLocation, viewLocations } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock'>;

export const listLocations = route({
  operationId: 'listLocations',
  route: 'GET /v1/locations',
  scope: 'read',
  summary: 'Locations',
  query: locationsQuerySchema,
  answer: 'Location[]',
  handle: async (services: Dependencies, { query }) => {
    const { validFor, include } = query;
    const cluster = validFor === undefined ? undefined : await readItem(services, 'cluster', validFor);
    const { items, nextCursor } = await listItems(services, 'location', query);
    const reasons = items.map((item) => cluster && whyNotValid(item, clusterRefOf(cluster)));
    const all = (await viewLocations(services, items)).map((view, n) => ({ ...view, notValidFor: reasons[n] }));
    return { items: include ? all : all.filter(({ notValidFor }) => notValidFor === undefined), nextCursor };
  },
});

export const getLocation = route({
  operationId: 'getLocation',
  route: 'GET /v1/locations/{name}',
  scope: 'read',
  summary: 'A location',
  query: itemQuerySchema,
  answer: 'Location',
  etag: true,
  handle: async (services: Dependencies, { params, query }) =>
    await viewLocation(services, await readItem(services, 'location', params.name, query)),
});

/** By force or not: first somebody says that the key is kept. */
export const deleteLocation = route({
  operationId: 'deleteLocation',
  route: 'DELETE /v1/locations/{name}',
  scope: 'admin',
  summary: 'Forget a location that nothing uses; its backups stay; by force its schedules are removed with it',
  query: forceQuerySchema,
  ifMatch: true,
  handle: async (services: RemoveScheduleServices, request) => {
    const { name } = request.params;
    const generation = request.ifMatch;
    const how = removalOf(services, request, 'location');
    const found = await readItem(services, 'location', name);
    generationOf(found, generation);
    // The store has the only copy of a key that nobody has said to keep, and with it goes whatever lies in the bucket.
    if (!found.status.recoveryKeyAcknowledged) {
      const message = `the recovery key of location ${name} was not acknowledged`;
      throw new Fault('location.recovery_key_unacknowledged', message);
    }
    const target = { kind: 'location' as const, name, generation, ...how };
    const removed = await removeItem(services, target, ({ secretArn }) => [secretArn]);
    await leaveGateway(services, removed);
    request.about({ uid: removed.uid, force: request.query.force });
  },
});

export const getRecoveryKey = route({
  operationId: 'getRecoveryKey',
  route: 'GET /v1/locations/{name}/recovery-key',
  scope: 'admin',
  summary: 'The recovery key; each reading is audited',
  answer: 'RecoveryKey',
  showsSecret: true,
  handle: async (services: Uses<'catalog' | 'ledger' | 'secrets'>, { params, caller, about }) => {
    const { uid, secretArn = '' } = await readItem(services, 'location', params.name);
    about({ uid, secret: 'recovery key' });
    // First the trace, then the secret.
    const message = `shown to ${caller.subject} at ${caller.sourceIp}`;
    await services.ledger.appendEvent(`location-${uid}`, { type: 'RecoveryKeyShown', message });
    const { recoveryKey } = await services.secrets.read(secretArn);
    return recoveryKey === undefined ? {} : { recoveryKey };
  },
});

export const acknowledgeRecoveryKey = route({
  operationId: 'acknowledgeRecoveryKey',
  route: 'POST /v1/locations/{name}/recovery-key',
  scope: 'admin',
  summary: 'Say that the recovery key is kept somewhere else',
  body: acknowledgementSchema,
  answer: 'Location',
  etag: true,
  handle: async (services: Dependencies, { params, about }) => {
    const { name, uid } = await readItem(services, 'location', params.name);
    await services.catalog.writeStatus('location', name, uid, { recoveryKeyAcknowledged: true });
    about({ uid });
    return await viewLocation(services, await readItem(services, 'location', name));
  },
});
