import type { Probes } from '../../operations/probe-cluster.ts';
import { openBaseServices } from '../../platform/base-services.ts';
import { parseAccess } from '../../services/cluster/access.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../services/cluster/clusters.ts';
import { probeCluster } from '../../services/cluster/probe-cluster.ts';
import { createSchedulerClient, createSchedules } from '../../services/schedules/eventbridge-scheduler.ts';
import { createApi } from '../http/router.ts';
import { clusterRoutes } from './routes.ts';

const services = openBaseServices('api-clusters');
const { clock, policy } = services;
const { scheduler, machineArns } = services.config;
const clusters = createClusters({ ...services, ...WITHIN_A_REQUEST });
const schedules = createSchedules(createSchedulerClient(), { ...scheduler, machineArn: machineArns.backup });
const probes = {
  parse: (access, at) => parseAccess(access, policy, at),
  probe: (credentials, namespace, identity) => probeCluster({ credentials, policy, clock, namespace, identity }),
} satisfies Probes;

export const handler = createApi({ ...services, clusters, schedules, probes }, clusterRoutes);
