import { Fault } from '../../domain/errors.ts';
import { maintenanceRequestSchema } from '../../domain/location/maintenance.ts';
import { validationRequestSchema } from '../../domain/operation/validation-operation.ts';
import { resolveSettings } from '../../domain/settings/settings.ts';
import { checkBounds, resolveBounded } from '../../domain/settings/settings-bounds.ts';
import { chooseCluster } from '../../operations/find-cluster.ts';
import type { Uses } from '../../platform/services.ts';
import { type ClusterItem, clusterRefOf, type LocationItem, refOf } from '../../services/catalog/catalog.ts';
import { route, starts } from '../http/contract.ts';
import { readItem } from '../read-item.ts';
import { startOnce } from '../start-operation.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

/** From the control plane, then by a Job of the cluster: an operation, since the Job takes its time. */
export const validateLocation = route({
  operationId: 'validateLocation',
  route: 'POST /v1/locations/{name}/validate',
  scope: 'operate',
  summary: 'Look at the location from the control plane and from a cluster',
  body: validationRequestSchema,
  ...starts('/v1/operations/{id}'),
  handle: async (services: Dependencies, request) => {
    const { body } = request;
    const item = await readItem(services, 'location', request.params.name);
    return await startOnce(services, request, 'validation', body, async () => {
      const cluster = await readItem(services, 'cluster', body.cluster);
      if (!request.isAdmin) checkHasLooked(item, cluster);
      const { settings: ofCluster } = cluster.spec;
      checkBounds(body.settings ?? {}, { name: cluster.name, settings: ofCluster }, '/settings');
      const { settings } = resolveBounded(services.config.moverImage, ofCluster, body.settings ?? {});
      const spec = { generation: item.generation, settings };
      return { kind: 'validation', name: `${item.name} from ${cluster.name}`, spec, ...placesOf(cluster, item) };
    });
  },
});

/**
 * What startMaintenances does by itself every few hours; with `full` for every repository, due or not. Accepting repositories is for
 * admins: who has an operate token and the bucket could else have backups go on in an older one that he has put there.
 */
export const maintainLocation = route({
  operationId: 'maintainLocation',
  route: 'POST /v1/locations/{name}/maintain',
  scope: 'operate',
  summary:
    'Maintain the repositories that are due, or all; remove what no seal lists; for an admin, accept what was put back',
  body: maintenanceRequestSchema,
  ...starts('/v1/operations/{id}'),
  handle: async (services: Dependencies & Uses<'repositories'>, request) => {
    const { body } = request;
    const { acceptRepositories = false } = body;
    if (acceptRepositories && !request.isAdmin) {
      throw new Fault('request.forbidden', 'acceptRepositories wants a token with the admin scope');
    }
    if (acceptRepositories) request.about({ acceptRepositories });
    const item = await readItem(services, 'location', request.params.name);
    return await startOnce(services, request, 'maintenance', body, async () => {
      const cluster = await chooseCluster(services, item);
      if (!cluster) throw new Fault('location.not_valid', `no registered cluster reaches location ${item.name}`);
      const settings = resolveSettings(services.config.moverImage, cluster.spec.settings);
      const spec = acceptRepositories ? { full: true, acceptRepositories, settings } : { full: body.full, settings };
      return { kind: 'maintenance', name: item.name, spec, ...placesOf(cluster, item) };
    });
  },
});

function placesOf(cluster: ClusterItem, location: LocationItem) {
  return { cluster: clusterRefOf(cluster), locations: [refOf(location)], labels: {} };
}

/**
 * A look from a cluster gives it the key of the location, so the first one is an admin's to ask for; backups need one.
 * @throws Fault Rejected `location.wants_admin`
 */
function checkHasLooked({ name, status }: LocationItem, cluster: ClusterItem): void {
  if (status.clusters?.[cluster.status.clusterId]) return;
  const message = `location ${name} was never looked at from cluster ${cluster.name}, which would get its key`;
  throw new Fault('location.wants_admin', message);
}
