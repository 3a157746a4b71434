import { clusterRequestSchema } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { type Identities, lookWith, type Probes, statusOf } from '../../operations/probe-cluster.ts';
import type { Services } from '../../platform/services.ts';
import type { ClusterItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { route } from '../http/contract.ts';
import { withLease } from '../with-lease.ts';
import { parseIdentity, secretArnsOf, writeSpec } from './cluster-secrets.ts';
import { checkDuplicate, checkIdentity } from './register.ts';
import { unprocessable } from './unprocessable.ts';
import { clusterView } from './views.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'secrets'> & {
  probes: Probes;
};

export const createCluster = route({
  operationId: 'createCluster',
  route: 'POST /v1/clusters',
  scope: 'admin',
  summary: 'Register a cluster; it is reached at once',
  body: clusterRequestSchema,
  idempotent: true,
  status: 201,
  location: '/v1/clusters/{name}',
  answer: 'Cluster',
  etag: true,
  handle: async (services: Dependencies, request) => {
    const { catalog, clock, leases, probes } = services;
    const { body } = request;
    request.about({ name: body.name });
    const identities: Identities = {
      backup: parseIdentity(probes, body.access, 'access'),
      ...(body.restoreAccess ? { restore: parseIdentity(probes, body.restoreAccess, 'restoreAccess') } : {}),
    };
    const lastRequest = lastRequestOf(request, body);
    const found = await catalog.read('cluster', body.name);
    if (found) return clusterView(repeated(found, lastRequest), clock.now());
    const look = await unprocessable(() => lookWith(probes, identities, body.namespace));
    const lease = { name: `registration#${look.clusterId}`, holder: request.requestId };
    const item = await withLease(leases, lease, async () => {
      await checkDuplicate(services, look.clusterId, body.name);
      if (!body.adopt) await checkIdentity(services, look);
      const uid = clock.uuid();
      const spec = await writeSpec(services, uid, body, identities);
      const own = { kind: 'cluster' as const, name: body.name, uid, spec, status: statusOf(look, isoNow(clock)) };
      return await createItem(services, newItem(services, request, lastRequest, own), secretArnsOf(spec));
    });
    request.about({ uid: item.uid, clusterId: item.status.clusterId });
    return clusterView(item, clock.now());
  },
});

function repeated(found: ClusterItem, { key, hash }: ReturnType<typeof lastRequestOf>): ClusterItem {
  if (found.lastRequest?.key !== key) throw new Fault('name.taken', `there is a cluster ${found.name} already`);
  if (found.lastRequest.hash === hash) return found;
  throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
}
