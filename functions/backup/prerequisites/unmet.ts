import { readSnapshotClasses } from '../../cluster-objects/read-claims.ts';
import { renderTemporaryClaim } from '../../cluster-objects/render-snapshots.ts';
import { refuseFreeVolume } from '../../cluster-objects/temporary-claim.ts';
import type { BackupSpec } from '../../domain/backup/backup-spec.ts';
import { isUploaded } from '../../domain/backup/methods.ts';
import { Fault, toFault } from '../../domain/errors.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { namespacesOf } from '../../domain/volume/volume-sets.ts';
import type { Access, Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE, PV } from '../../services/cluster/kinds.ts';
import { execAccess, wordsOf } from '../../services/cluster/permissions.ts';
import { findTargets } from '../rules/plan-actions.ts';

type Ruled = Pick<BackupSpec, 'rules'>;

const SNAPSHOTS = 'snapshot.storage.k8s.io';

/** What must be there before anything is cut, in the order in which it is asked. */
const PREREQUISITES = [checkOwnNamespace, checkPermissions, checkClasses, checkFreeVolumes];

/**
 * What is not there of what a backup of these volumes needs: a backup fails for the first, and a simulation says all.
 * @throws Fault Transient, where the cluster does not say
 */
export async function* unmet(cluster: Cluster, volumes: readonly Volume[], spec: Ruled): AsyncGenerator<Fault> {
  for (const check of PREREQUISITES) {
    try {
      await check(cluster, volumes, spec);
    } catch (thrown) {
      const fault = toFault(thrown);
      if (fault.disposition === 'Transient') throw fault;
      yield fault;
    }
  }
}

async function checkOwnNamespace(cluster: Cluster): Promise<void> {
  if (await cluster.get(NAMESPACE, undefined, cluster.ownNamespace)) return;
  throw new Fault('cluster.forbidden', `the cluster has no namespace ${cluster.ownNamespace}`);
}

async function checkPermissions(cluster: Cluster, volumes: readonly Volume[], { rules }: Ruled): Promise<void> {
  const everywhere = await cluster.denied(IN_NAMESPACES);
  // A role may be bound namespace by namespace.
  const namespaces = [...namespacesOf(volumes), cluster.ownNamespace];
  const each = everywhere.flatMap((access) => namespaces.map((namespace) => ({ ...access, namespace })));
  const toExec = rules ? await execNeeds(cluster, rules, namespacesOf(volumes)) : [];
  const denied = await cluster.denied([...each, ...toExec, ...accessTo(volumes, cluster.ownNamespace)]);
  if (denied.length === 0) return;
  const listed = denied.map(wordsOf);
  const details = { denied: listed };
  throw new Fault('cluster.forbidden', `the backup identity may not ${listed.join(', ')}`, { details });
}

/** Where a rule has pods to run commands in now, and nowhere else. */
export async function execNeeds(
  cluster: Cluster,
  rules: BackupRules,
  namespaces: readonly string[],
): Promise<Access[]> {
  const { found } = await findTargets(cluster, rules, namespaces, { mustMatch: false });
  const within = new Set([...found.preExec, ...found.postExec].flat().map(({ namespace }) => namespace));
  return [...within].flatMap((namespace) => execAccess(namespace));
}

/** Of snapshots in the namespaces of the volumes, and in our own. */
const IN_NAMESPACES = ['create', 'delete'].map((verb) => ({ verb, group: SNAPSHOTS, resource: 'volumesnapshots' }));

/** Without one of these a backup of the volumes would fail half-way, or leave something behind. */
function accessTo(volumes: readonly Volume[], ownNamespace: string): Access[] {
  const contents = { group: SNAPSHOTS, resource: 'volumesnapshotcontents' };
  const own = { namespace: ownNamespace };
  const ofMovers = [
    { verb: 'get', group: '', resource: 'persistentvolumes' },
    { verb: 'delete', group: 'batch', resource: 'jobs', ...own },
    { verb: 'delete', group: '', resource: 'persistentvolumeclaims', ...own },
  ];
  return [
    ...['get', 'create', 'patch', 'delete'].map((verb) => ({ verb, ...contents })),
    { verb: 'create', group: 'batch', resource: 'jobs', ...own },
    { verb: 'create', group: '', resource: 'persistentvolumeclaims', ...own },
    { verb: 'create', group: '', resource: 'secrets', ...own },
    ...(volumes.some(isUploaded) ? ofMovers : []),
  ];
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
