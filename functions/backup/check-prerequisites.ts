import { readSnapshotClasses } from '../cluster-objects/read-claims.ts';
import { renderTemporaryClaim } from '../cluster-objects/render-snapshots.ts';
import { refuseFreeVolume } from '../cluster-objects/temporary-claim.ts';
import { isUploaded } from '../domain/backup/methods.ts';
import { Fault } from '../domain/errors.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inScope, namespacesOf } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Access, Cluster } from '../services/cluster/cluster.ts';
import { NAMESPACE, PV } from '../services/cluster/kinds.ts';
import { givingWayOf } from './make-room.ts';
import { findFull } from './snapshots/find-full.ts';

const SNAPSHOTS = 'snapshot.storage.k8s.io';

/** Looks whether our namespace, permissions, classes and room for snapshots are there, before anything is cut. */
export function checkPrerequisites(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return step('backup', 'CheckPrerequisites', services, async ({ operation, run }) => {
    const volumes = inScope(await ledger.readVolumes(run.operationId));
    // A takeover after the first cut has passed here before; a class may be gone by now and is not needed any more.
    if (volumes.every(({ phase }) => phase !== 'Pending')) return done({ volumes: volumes.length });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    if (!(await cluster.get(NAMESPACE, undefined, cluster.ownNamespace))) {
      throw new Fault('cluster.forbidden', `the cluster has no namespace ${cluster.ownNamespace}`);
    }
    await checkPermissions(cluster, volumes);
    await checkClasses(cluster, volumes);
    await checkFreeVolumes(cluster, volumes);
    const full = await findFull(cluster, volumes, config.installationId);
    const counts = { volumes: volumes.length, full: full.length };
    const isMaking = Object.keys(givingWayOf(operation)).length > 0;
    return full.length > 0 || isMaking ? branch('make-room', counts) : done(counts);
  });
}

async function checkPermissions(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const own = { namespace: cluster.ownNamespace };
  const snapshots = { verb: 'create', group: SNAPSHOTS, resource: 'volumesnapshots' };
  const wanted: Access[] = [
    ...namespacesOf(volumes).map((namespace) => ({ ...snapshots, namespace })),
    { ...snapshots, ...own },
    { verb: 'create', group: SNAPSHOTS, resource: 'volumesnapshotcontents' },
    { verb: 'patch', group: SNAPSHOTS, resource: 'volumesnapshotcontents' },
    { verb: 'create', group: 'batch', resource: 'jobs', ...own },
    { verb: 'create', group: '', resource: 'persistentvolumeclaims', ...own },
    { verb: 'create', group: '', resource: 'secrets', ...own },
  ];
  const denied = await cluster.denied(wanted);
  if (denied.length === 0) return;
  const listed = denied.map(
    ({ verb, resource, namespace }) => `${verb} ${resource}${namespace ? ` in ${namespace}` : ''}`,
  );
  const details = { denied: listed };
  throw new Fault('cluster.forbidden', `the backup identity may not ${listed.join(', ')}`, { details });
}

async function checkClasses(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const classes = await readSnapshotClasses(cluster);
  for (const { volumeSnapshotClass, provisioner, namespace, pvc } of volumes) {
    const found = classes.find(({ name }) => name === volumeSnapshotClass);
    if (found?.driver === provisioner) continue;
    const message = `VolumeSnapshotClass ${volumeSnapshotClass}, which ${namespace}/${pvc} needs, is gone`;
    throw new Fault('snapshot_class.not_found', message, { disposition: 'Permanent' });
  }
}

/** What LaunchOffloads would refuse is refused while nothing is cut. */
async function checkFreeVolumes(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const existing = await cluster.listAll(PV);
  const owner = { installationId: '', operationId: '', role: 'temporary-claim' as const };
  for (const volume of volumes.filter(isUploaded)) {
    refuseFreeVolume(renderTemporaryClaim(volume, volume.pvc, cluster.ownNamespace, '', owner), existing);
  }
}
