import { openBaseServices } from '../../platform/base-services.ts';
import { createSchedulerClient, createSchedules } from '../../services/schedules/eventbridge-scheduler.ts';
import { createApi } from '../http/router.ts';
import { locationRoutes } from './routes.ts';

const services = openBaseServices('api-locations');
const { scheduler, machineArns } = services.config;
const schedules = createSchedules(createSchedulerClient(), { ...scheduler, machineArn: machineArns.backup });

export const handler = createApi({ ...services, schedules }, locationRoutes);
