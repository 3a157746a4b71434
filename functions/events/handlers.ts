import type { Probes } from '../operations/probe-cluster.ts';
import { openServices } from '../platform/real-services.ts';
import { probeCluster } from '../services/cluster/probe-cluster.ts';
import { createNotifier } from '../services/notifier/real-notifier.ts';
import { purgeRecords as purgeRecordsWith } from './purge-records.ts';
import { reconcile as reconcileWith } from './reconcile.ts';
import { removeOrphans as removeOrphansWith } from './remove-orphans.ts';
import { revalidate as revalidateWith } from './revalidate.ts';
import { settle as settleWith } from './settle.ts';
import { startMaintenances as startMaintenancesWith } from './start-maintenances.ts';
import { sweep as sweepWith } from './sweep.ts';

const opened = openServices('events');
const { clock, config, locations, policy, secrets } = opened;
const notifier = createNotifier({ secrets, clock, allowedCidrs: config.allowedCidrs, topics: config.topics });
const services = { ...opened, notifier };
const probes: Pick<Probes, 'probe'> = {
  probe: (credentials, namespace, identity) => probeCluster({ credentials, policy, clock, namespace, identity }),
};

export const purgeRecords = purgeRecordsWith(services);
export const reconcile = reconcileWith(services);
export const settle = settleWith(services);
export const startMaintenances = startMaintenancesWith(services);
export const sweep = sweepWith(services);
export const removeOrphans = removeOrphansWith(services);
export const revalidate = revalidateWith({ ...services, claims: locations, probes });
