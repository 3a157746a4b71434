import { selectorOf, VOLUME } from '../../domain/manifest/labels.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { namespacesOf } from '../../domain/volume/volume-sets.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../../services/cluster/kinds.ts';

/** What is known of a CSI driver that its API does not tell. */
interface DriverFacts {
  /** Snapshots that a volume may have at once, everybody's counted. */
  maxSnapshots?: number;
  /** Its snapshots die with their volume. */
  diesWithVolume?: boolean;
}

const DRIVERS: Readonly<Record<string, DriverFacts>> = {
  // default of global-max-snapshots-per-block-volume
  'csi.vsphere.vmware.com': { maxSnapshots: 3 },
  'csi-powerstore.dellemc.com': { diesWithVolume: true },
  'pure-csi': { diesWithVolume: true },
};

function factsOfDriver(driver: string): DriverFacts {
  return DRIVERS[driver] ?? {};
}

/** A volume of which its driver allows no more snapshots. */
export interface FullVolume {
  volume: Volume;
  /** The contents of our local copies of it, of whatever backup. */
  copies: KubeObject[];
  count: number;
  most: number;
}

/** Only for drivers that are known to have a small limit; everybody's snapshots of a volume count, our local copies too. */
export async function findFull(cluster: Cluster, volumes: readonly Volume[], installationId: string) {
  const limited = volumes.filter(({ provisioner }) => factsOfDriver(provisioner ?? '').maxSnapshots !== undefined);
  if (limited.length === 0) return [];
  const labelSelector = selectorOf(installationId, undefined, ['local-copy']);
  const copies = await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, { labelSelector });
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
