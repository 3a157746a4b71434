import { credentialsOf } from '../../domain/cluster/cluster-credentials.ts';
import { clusterRequestSchema } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { anotherCluster, type Identities, lookWith, type Probes, statusOf } from '../../operations/probe-cluster.ts';
import type { ValidationServices } from '../../operations/start-validation.ts';
import type { Uses } from '../../platform/services.ts';
import type { ClusterItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { creates, route } from '../http/contract.ts';
import { lookAgainFrom } from '../locations/revalidate.ts';
import { readItem } from '../read-item.ts';
import { generationOf } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { parseIdentity, secretArnsOf, writeSpec } from './cluster-secrets.ts';
import { checkDuplicate, checkIdentity, checkIdle } from './register.ts';
import { type ClusterUpdate, clusterUpdateSchema } from './schema.ts';
import { unprocessable } from './unprocessable.ts';
import { clusterView } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'secrets'> & {
  probes: Probes;
};

export const createCluster = route({
  operationId: 'createCluster',
  route: 'POST /v1/clusters',
  scope: 'admin',
  summary: 'Register a cluster; it is reached at once',
  body: clusterRequestSchema,
  ...creates('/v1/clusters/{name}'),
  answer: 'Cluster',
  handle: async (services: Dependencies, request) => {
    const { catalog, clock, probes } = services;
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
    const item = await withLease(services, request, `registration#${look.clusterId}`, async () => {
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

type UpdateServices = ValidationServices & Uses<'leases' | 'secrets'> & { probes: Probes };

export const updateCluster = route({
  operationId: 'updateCluster',
  route: 'PUT /v1/clusters/{name}',
  scope: 'admin',
  summary:
    'Change a cluster; credentials that are left out stay; locations that were not valid from it are validated again',
  body: clusterUpdateSchema,
  ifMatch: true,
  answer: 'ChangedCluster',
  etag: true,
  handle: async (services: UpdateServices, request) => {
    const { catalog, clock, probes, secrets } = services;
    const { body, ifMatch } = request;
    const { name } = request.params;
    const first = await readItem(services, 'cluster', name);
    generationOf(first, ifMatch);
    const identities = await identitiesOf(services, first, body);
    const look = await unprocessable(() => lookWith(probes, identities, body.namespace));
    if (look.clusterId !== first.status.clusterId) throw anotherCluster(name);
    const { generation } = await withLease(services, request, `registration#${look.clusterId}`, async () => {
      const found = await readItem(services, 'cluster', name);
      const from = generationOf(found, ifMatch === '*' ? '*' : first.generation);
      if (body.namespace !== found.spec.namespace) await checkIdle(services, found);
      const { access = found.spec.accessKind, ...rest } = body;
      const spec = await writeSpec(services, found.uid, { ...rest, access }, identities);
      const changed = await catalog.update({ ...found, spec }, from);
      const gone = found.spec.secretArns.restore;
      if (gone && !spec.secretArns.restore) await secrets.remove(gone);
      await catalog.writeStatus('cluster', name, found.uid, { ...statusOf(look, isoNow(clock)) });
      return changed;
    });
    const item = await readItem(services, 'cluster', name);
    request.about({ uid: item.uid, generation });
    const { validations, warnings } = await lookAgainFrom(services, item, request.caller.subject);
    const shown = clusterView(item, clock.now());
    return { ...shown, warnings: [...shown.warnings, ...warnings], validations };
  },
});

/** The credentials of a body, and for what it leaves out those that are kept. */
async function identitiesOf(
  { probes, secrets }: Pick<UpdateServices, 'probes' | 'secrets'>,
  { spec }: ClusterItem,
  body: Partial<ClusterUpdate>,
): Promise<Identities> {
  const kept = async (arn: string) => credentialsOf(await secrets.read(arn));
  const backup = body.access ? parseIdentity(probes, body.access, 'access') : await kept(spec.secretArns.backup);
  if (body.restoreAccess === null) return { backup };
  if (body.restoreAccess) return { backup, restore: parseIdentity(probes, body.restoreAccess, 'restoreAccess') };
  return spec.secretArns.restore ? { backup, restore: await kept(spec.secretArns.restore) } : { backup };
}
