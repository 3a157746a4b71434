import { openBaseServices } from '../../platform/base-services.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../services/cluster/clusters.ts';
import { createSchedulerClient, createSchedules } from '../../services/schedules/eventbridge-scheduler.ts';
import { createApi } from '../http/router.ts';
import { scheduleRoutes } from './routes.ts';

const services = openBaseServices('api-schedules');
const { scheduler, machineArns } = services.config;
const clusters = createClusters({ ...services, ...WITHIN_A_REQUEST });
const schedules = createSchedules(createSchedulerClient(), { ...scheduler, machineArn: machineArns.backup });

export const handler = createApi({ ...services, clusters, schedules }, scheduleRoutes);
