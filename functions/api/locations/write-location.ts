import { Fault, faultAt } from '../../domain/errors.ts';
import { renderRecoveryKey } from '../../domain/location/keys.ts';
import {
  credentialStatus,
  type LocationRequest,
  locationRequestSchema,
  type S3Settings,
  secretOfLocation,
} from '../../domain/location/location-spec.ts';
import type { ValidationServices } from '../../operations/start-validation.ts';
import type { Uses } from '../../platform/services.ts';
import { type AddressPolicy, allowsHost } from '../../services/addresses/addresses.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { checkSpecSize } from '../http/body.ts';
import { creates, route } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { readItem } from '../read-item.ts';
import { generationOf } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { leaveGateway, useGateway } from './gateway.ts';
import { lookAgainAt } from './revalidate.ts';
import { locationUpdateSchema } from './schema.ts';
import { secretNameOf, viewLocation } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'leases' | 'secrets'> & { policy: AddressPolicy };

const leaseOf = (name: string) => `change#location#${name}`;

export const createLocation = route({
  operationId: 'createLocation',
  route: 'POST /v1/locations',
  scope: 'admin',
  summary: 'Create a location; validate it before its first backup',
  body: locationRequestSchema,
  ...creates('/v1/locations/{name}'),
  answer: 'NewLocation',
  handle: async (services: Dependencies, request) => {
    const { body } = request;
    checkSpecSize(body);
    request.about({ name: body.name });
    checkEndpoint(services.policy, body.s3);
    const { item, recoveryKey } = await withLease(services, request, leaseOf(body.name), () =>
      create(services, request, body),
    );
    const shown = await viewLocation(services, item);
    return { ...shown, ...(recoveryKey ? { recoveryKey } : {}) };
  },
});

async function create(services: Dependencies, request: ApiRequest, body: LocationRequest) {
  const { catalog, clock, config, secrets } = services;
  const { name, type, access, gatewayCluster, recoveryKey: given } = body;
  const { credentials, ...s3 } = body.s3;
  const lastRequest = lastRequestOf(request, body);
  const found = await catalog.read('location', name);
  if (found && found.lastRequest?.key !== lastRequest.key) {
    throw new Fault('name.taken', `there is a location ${name} already`);
  }
  const uid = found?.uid ?? clock.uuid();
  const recoveryKey = given ?? renderRecoveryKey(clock.randomBytes(32));
  const made = newItem(services, request, lastRequest, {
    kind: 'location',
    name,
    uid,
    spec: { type, s3, access, ...(gatewayCluster ? { gatewayCluster } : {}) },
    // Who gives a key has it; one that we made counts as kept once somebody says so.
    status: { clusters: {}, recoveryKeyAcknowledged: given !== undefined, ...credentialStatus(credentials) },
  });
  // The same request again: what is there, and a key only from GET /recovery-key.
  if (found) return { item: (await catalog.create(made)).item };
  await useGateway(services, name, gatewayCluster);
  const secretArn = await secrets.write(secretNameOf(config, uid), secretOfLocation(credentials, recoveryKey));
  const item = await createItem(services, { ...made, secretArn }, [secretArn]);
  request.about({ uid: item.uid });
  return { item, ...(given || item.uid !== uid ? {} : { recoveryKey }) };
}

type UpdateServices = ValidationServices & Uses<'leases' | 'secrets'> & { policy: AddressPolicy };

export const updateLocation = route({
  operationId: 'updateLocation',
  route: 'PUT /v1/locations/{name}',
  scope: 'admin',
  summary: 'Change how a location is reached; it is validated again from each cluster that has looked before',
  body: locationUpdateSchema,
  ifMatch: true,
  answer: 'ChangedLocation',
  etag: true,
  handle: async (services: UpdateServices, request) => {
    const { catalog, config, policy, secrets } = services;
    const { body } = request;
    checkSpecSize(body);
    checkEndpoint(policy, body.s3);
    const { name } = request.params;
    const { credentials, ...s3 } = body.s3;
    const { generation } = await withLease(services, request, leaseOf(name), async () => {
      const found = await readItem(services, 'location', name);
      const from = generationOf(found, request.ifMatch);
      checkSamePlace(found.spec.s3, s3);
      await useGateway(services, name, body.gatewayCluster);
      if (credentials) {
        const { recoveryKey = '' } = await secrets.read(found.secretArn ?? '');
        await secrets.write(secretNameOf(config, found.uid), secretOfLocation(credentials, recoveryKey));
      }
      const { gatewayCluster: _, ...kept } = found.spec;
      const spec = { ...kept, s3, ...(body.gatewayCluster ? { gatewayCluster: body.gatewayCluster } : {}) };
      const changed = await catalog.update({ kind: found.kind, name, uid: found.uid, spec }, from);
      await leaveGateway(services, found, body.gatewayCluster);
      if (credentials) await catalog.writeStatus('location', name, found.uid, credentialStatus(credentials));
      return changed;
    });
    request.about({ generation });
    const item = await readItem(services, 'location', name);
    const { validations, warnings } = await lookAgainAt(services, item, request.caller.subject);
    const shown = await viewLocation(services, item);
    return { ...shown, warnings: [...shown.warnings, ...warnings], validations };
  },
});

/**
 * The address of the endpoint, if it is written out; a name is looked at when it is resolved, at each connection.
 * @throws Fault Rejected `location.address_refused` with a pointer to the field
 */
function checkEndpoint(policy: AddressPolicy, { endpoint }: S3Settings): void {
  const { hostname } = new URL(endpoint);
  if (allowsHost(policy, hostname)) return;
  throw faultAt('location.address_refused', '/s3/endpoint', `the address ${hostname} is not allowed`);
}

/** Backups are where they are: another bucket or prefix is another location. @throws Fault Rejected `request.invalid` */
function checkSamePlace(old: S3Settings, asked: S3Settings): void {
  const changed = (['bucket', 'prefix'] as const).find((field) => old[field] !== asked[field]);
  if (!changed) return;
  const message = `the ${changed} of a location cannot change; create another location`;
  throw faultAt('request.invalid', `/s3/${changed}`, message);
}
