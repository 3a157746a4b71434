/** What is known of a CSI driver that its API does not tell. */
export interface DriverFacts {
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

export function factsOfDriver(driver: string): DriverFacts {
  return DRIVERS[driver] ?? {};
}
