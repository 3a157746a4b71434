import { readClaims, readSnapshotClasses } from '../../../cluster-objects/read-claims.ts';
import { fieldOf, type SnapshotClass } from '../../../domain/backup/methods.ts';
import type { Claim } from '../../../domain/backup/selection.ts';
import { noteContactNow } from '../../../operations/note-contact.ts';
import type { Cluster } from '../../../services/cluster/cluster.ts';
import { PV, PVC, STORAGE_CLASS, VOLUME_SNAPSHOT_CLASS } from '../../../services/cluster/kinds.ts';
import { route } from '../../http/contract.ts';
import { pageOfAll } from '../../http/pages.ts';
import { provisionersQuerySchema } from '../schema.ts';
import { chooseNamespaces } from './choose-namespaces.ts';
import { isKeptOut } from './kept-out.ts';
import { isForbidden, listing } from './missing-permissions.ts';
import { type BrowseServices, openBrowse } from './open-browse.ts';
import { lackingView } from './views.ts';

export const listClusterProvisioners = route({
  operationId: 'listClusterProvisioners',
  route: 'GET /v1/clusters/{name}/provisioners',
  scope: 'read',
  summary: 'Per CSI driver of the namespaces, which snapshot classes may be mapped',
  query: provisionersQuerySchema,
  answer: 'Provisioners',
  handle: async (services: BrowseServices, { params, query }) => {
    const { cluster, system } = await openBrowse(services, params.name);
    const { search } = query;
    const { namespaces, out, missing: unlisted } = await chooseNamespaces(cluster, system, query.namespaces);
    const { claims, classes, missing } = await read(cluster, namespaces ?? []);
    await noteContactNow(services, cluster.ref);
    const { missingPermissions } = lackingView([...unlisted, ...missing], []);
    if (!namespaces || missing.length > 0) return { items: [], missingPermissions };
    const { items, volumesWithoutDriver } = provisionerViews(
      claims.filter((claim) => !isKeptOut({ metadata: claim }, out)),
      classes,
    );
    const found = items.filter(({ provisioner }) => search === undefined || provisioner.includes(search));
    const filter = { provisioners: cluster.ref.uid, search, namespaces: query.namespaces };
    const page = pageOfAll(found, query, filter, ({ provisioner }) => provisioner);
    return { ...page, volumesWithoutDriver, missingPermissions };
  },
});

/** All of it says which class a volume has: without one list the others mislead. */
async function read(cluster: Cluster, namespaces: readonly string[]) {
  try {
    const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
    return { claims, classes, missing: [] };
  } catch (thrown) {
    if (!isForbidden(thrown)) throw thrown;
    const ofCluster = [PV, STORAGE_CLASS, VOLUME_SNAPSHOT_CLASS].map((kind) => listing(kind));
    const missing = await cluster.denied([...namespaces.map((name) => listing(PVC, name)), ...ofCluster]);
    if (missing.length === 0) throw thrown;
    return { claims: [], classes: [], missing };
  }
}

/** For each CSI driver of the claims' volumes: which classes may be mapped, and which is taken when none is. */
function provisionerViews(claims: readonly Claim[], classes: readonly SnapshotClass[]) {
  const drivers = claims.flatMap(({ volume }) => (volume?.driver ? [volume.driver] : []));
  const items = [...new Set(drivers)].sort().map((driver) => ({
    ...fieldOf(driver, classes),
    volumes: drivers.filter((one) => one === driver).length,
  }));
  return { items, volumesWithoutDriver: claims.length - drivers.length };
}
