import { OPERATION, ROLE } from '../../../functions/domain/manifest/labels.ts';
import { applyObjects } from '../../../simulator/apply.ts';
import type { SnapshotContent } from '../../../simulator/storage/types.ts';
import { type AslCluster, SHOP } from './cluster.ts';
import { RESOURCES } from './deletions.ts';
import { CLAIMS, SETTINGS } from './matrix.ts';
import { backupOf, expectIn, type Subject } from './subject.ts';
import { backupSpec, type World } from './world.ts';

/** Three snapshots of a volume are the most that it takes. */
export const LIMITED_DRIVER = 'csi.vsphere.vmware.com';
const USERS_SNAPSHOTS = 2;

/**
 * A backup of claims of which the driver allows no more snapshots: some are the user's, one is the local copy of an earlier
 * backup, which alone may give way.
 */
export async function fullBackupOf(world: World, cluster: AslCluster): Promise<Subject> {
  const { ledger } = world.plane.services;
  const subject = backupOf(backupSpec(SETTINGS));
  let earlier: ReturnType<typeof readCopies> = [];
  const names = Array.from({ length: CLAIMS }, (_, n) => n);
  applyObjects(
    cluster.simulator.simulation,
    names.flatMap((n) => Array.from({ length: USERS_SNAPSHOTS }, (_, snapshot) => snapshotOf(`data-${n}`, snapshot))),
  );
  await cluster.simulator.settled();

  return {
    ...subject,
    mayTouch: (name) => earlier.some((copy) => copy.names.includes(name)),
    async reset(on) {
      earlier = readCopies(on);
      if (earlier.length > 0) return;
      const { phase } = await world.run(subject, on);
      if (phase !== 'Succeeded') throw new Error(`there is no earlier backup: ${phase}`);
      earlier = readCopies(on);
    },
    async judge(found) {
      const handles = earlier.map(({ handle }) => handle);
      const snapshots = found.left.snapshots.filter((handle) => !handles.includes(handle));
      const wrong = await subject.judge({ ...found, left: { ...found.left, snapshots } });
      const expect = expectIn(wrong);
      const there = new Set(found.cluster.simulator.storage.snapshots().map(({ handle }) => handle));
      for (const operationId of new Set(earlier.map((copy) => copy.operationId))) {
        for (const { pvc, localCopy } of await ledger.readVolumes(operationId)) {
          const isGone = localCopy !== undefined && !there.has(localCopy.handle);
          expect(isGone === (localCopy?.releasedAt !== undefined), `${pvc}: gone ${isGone}, ${localCopy?.releasedAt}`);
        }
      }
      if (found.ended.phase !== 'Succeeded') return wrong;
      expect(
        handles.every((handle) => !there.has(handle)),
        'more snapshots than the driver allows',
      );
      return wrong;
    },
  };
}

export function snapshotOf(claim: string, n: number) {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { name: `${claim}-of-the-user-${n}`, namespace: SHOP },
    spec: { source: { persistentVolumeClaimName: claim } },
  };
}

/** The local copies that are on the cluster, by the names of their objects. */
function readCopies({ simulator }: AslCluster) {
  const contents = simulator.objects.list<SnapshotContent>(RESOURCES.VolumeSnapshotContent);
  return contents
    .filter(({ metadata }) => metadata.labels?.[ROLE] === 'local-copy')
    .map(({ metadata, spec }) => ({
      operationId: String(metadata.labels?.[OPERATION]),
      handle: String(spec?.source?.snapshotHandle),
      names: [
        `${RESOURCES.VolumeSnapshotContent} -/${metadata.name}`,
        `${RESOURCES.VolumeSnapshot} snapferry/${metadata.name}`,
      ],
    }));
}
