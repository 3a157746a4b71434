import { credentialStatus, secretOfLocation } from '../../domain/location/location-spec.ts';
import type { ValidationServices } from '../../operations/start-validation.ts';
import type { Services } from '../../platform/services.ts';
import type { AddressPolicy } from '../../services/addresses/addresses.ts';
import { checkSpecSize } from '../http/body.ts';
import { route } from '../http/contract.ts';
import { readItem } from '../read-item.ts';
import { generationOf } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { checkEndpoint, checkSamePlace } from './check-place.ts';
import { leaveGateway, useGateway } from './gateway.ts';
import { lookAgainAt } from './revalidate.ts';
import { locationUpdateSchema } from './schema.ts';
import { secretNameOf, viewLocation } from './views.ts';

type Dependencies = ValidationServices & Pick<Services, 'leases' | 'secrets'> & { policy: AddressPolicy };

export const updateLocation = route({
  operationId: 'updateLocation',
  route: 'PUT /v1/locations/{name}',
  scope: 'admin',
  summary: 'Change how a location is reached; it is validated again from each cluster that has looked before',
  body: locationUpdateSchema,
  ifMatch: true,
  answer: 'ChangedLocation',
  etag: true,
  handle: async (services: Dependencies, request) => {
    const { catalog, config, leases, policy, secrets } = services;
    const { body } = request;
    checkSpecSize(body);
    checkEndpoint(policy, body.s3);
    const { name } = request.params;
    const { credentials, ...s3 } = body.s3;
    const lease = { name: `change#location#${name}`, holder: request.requestId };
    const { generation } = await withLease(leases, lease, async () => {
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
