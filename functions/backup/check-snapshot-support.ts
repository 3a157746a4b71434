import { releaseCopies } from '../cluster-objects/cleanup/release-copies.ts';
import { readSnapshotClasses } from '../cluster-objects/read-claims.ts';
import { renderTemporaryClaim } from '../cluster-objects/render-snapshots.ts';
import { refuseFreeVolume } from '../cluster-objects/temporary-claim.ts';
import type { BackupSpec } from '../domain/backup/backup-spec.ts';
import { isGood } from '../domain/backup/good-backup.ts';
import { Fault } from '../domain/errors.ts';
import { OPERATION, selectorOf, VOLUME } from '../domain/manifest/labels.ts';
import type { Run } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import { factsOfDriver } from '../domain/volume/drivers.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inScope, isOffloaded, namespacesOf } from '../domain/volume/volume-sets.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Access, Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { NAMESPACE, PV, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';

const SNAPSHOTS = 'snapshot.storage.k8s.io';
/** A copy that gives way is gone by then, or its driver does not delete. */
const ROOM_SECONDS = 600;

/** Before anything is frozen or cut: our namespace, the permissions, the classes and room for one more snapshot are there. */
export function checkSnapshotSupport(
  services: Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>,
): Step {
  const { clusters, config, ledger } = services;
  return step<BackupSpec>('CheckSnapshotSupport', services, async ({ operation, run, secondsInStage, wait }) => {
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
    let going = 0;
    for (const one of full) if (!(await makeRoom(cluster, run, one, secondsInStage))) going += 1;
    return full.length > 0 ? wait({ volumes: volumes.length, going }) : done({ volumes: volumes.length });
  });

  /**
   * Where the driver's maximum would be hit the oldest local copy of ours gives way that has its like at a location: never
   * one that is the backup, was never offloaded, or is held.
   * @throws Fault Permanent `snapshot.limit` when there is none
   */
  async function makeRoom(cluster: Cluster, run: Run, full: FullVolume, seconds: number): Promise<boolean> {
    const { volume, copies, count, most } = full;
    const oldestFirst = copies.toSorted((a, b) => (createdAt(a) < createdAt(b) ? -1 : 1));
    for (const { metadata } of seconds < ROOM_SECONDS ? oldestFirst : []) {
      const backup = await ledger.readOperation(metadata.labels?.[OPERATION] ?? '');
      if (!backup || !isGood(backup) || backup.legalHold) continue;
      const row = (await ledger.readVolumes(backup.operationId)).find(({ volumeId }) => volumeId === volume.volumeId);
      if (!row || !isOffloaded(row)) continue;
      if (!metadata.deletionTimestamp) {
        const message = `local copy of ${volume.namespace}/${volume.pvc} gives way: ${volume.provisioner} allows ${most}`;
        await ledger.appendEvent(backup.operationId, { type: 'LocalCopyGivesWay', message });
        await ledger.appendEvent(run.operationId, { type: 'LocalCopyGivesWay', message });
      }
      return await releaseCopies(services, cluster, backup, new Set([volume.volumeId]));
    }
    const what = `${volume.namespace}/${volume.pvc} has ${count} snapshots; ${volume.provisioner} allows ${most}`;
    throw new Fault('snapshot.limit', what);
  }
}

interface FullVolume {
  volume: Volume;
  /** The contents of our local copies of it, of whatever backup. */
  copies: KubeObject[];
  count: number;
  most: number;
}

function createdAt({ metadata }: KubeObject): string {
  return metadata.creationTimestamp ?? '';
}

async function checkPermissions(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const own = { namespace: cluster.ownNamespace };
  const wanted: Access[] = [
    ...namespacesOf(volumes).map((namespace) => ({
      verb: 'create',
      group: SNAPSHOTS,
      resource: 'volumesnapshots',
      namespace,
    })),
    { verb: 'create', group: SNAPSHOTS, resource: 'volumesnapshots', ...own },
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
  throw new Fault('cluster.forbidden', `the backup identity may not ${listed.join(', ')}`, {
    details: { denied: listed },
  });
}

async function checkClasses(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const classes = await readSnapshotClasses(cluster);
  for (const { volumeSnapshotClass, provisioner, namespace, pvc } of volumes) {
    const found = classes.find(({ name }) => name === volumeSnapshotClass);
    if (found?.driver === provisioner) continue;
    throw new Fault(
      'snapshot_class.not_found',
      `${namespace}/${pvc}: VolumeSnapshotClass ${volumeSnapshotClass} is gone`,
      {
        disposition: 'Permanent',
      },
    );
  }
}

/** What LaunchOffloads would refuse is refused while nothing is cut. */
async function checkFreeVolumes(cluster: Cluster, volumes: readonly Volume[]): Promise<void> {
  const existing = await cluster.listAll(PV);
  const owner = { installationId: '', operationId: '', role: 'temporary-claim' as const };
  for (const volume of volumes.filter(isOffloaded)) {
    refuseFreeVolume(renderTemporaryClaim(volume, volume.pvc, cluster.ownNamespace, '', owner), existing);
  }
}

/**
 * Only for drivers that are known to have a small limit; everybody's snapshots of a volume count, our local copies too.
 * @returns the volumes that have no room
 */
async function findFull(cluster: Cluster, volumes: readonly Volume[], installationId: string): Promise<FullVolume[]> {
  const limited = volumes.filter(({ provisioner }) => factsOfDriver(provisioner ?? '').maxSnapshots !== undefined);
  if (limited.length === 0) return [];
  const copies = await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, {
    labelSelector: selectorOf(installationId, undefined, ['local-copy']),
  });
  const full: FullVolume[] = [];
  for (const namespace of namespacesOf(limited)) {
    const snapshots = await cluster.listAll(VOLUME_SNAPSHOT, { namespace });
    for (const volume of limited.filter((one) => one.namespace === namespace)) {
      const most = factsOfDriver(volume.provisioner ?? '').maxSnapshots ?? 0;
      const own = copies.filter(({ metadata }) => metadata.labels?.[VOLUME] === volume.volumeId);
      const others = snapshots.filter(({ spec }) => spec?.source?.persistentVolumeClaimName === volume.pvc);
      const count = others.length + own.length;
      if (count >= most) full.push({ volume, copies: own, count, most });
    }
  }
  return full;
}
