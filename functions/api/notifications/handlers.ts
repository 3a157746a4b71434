import { openBaseServices } from '../../platform/base-services.ts';
import { createNotifier } from '../../services/notifier/real-notifier.ts';
import { createApi } from '../http/router.ts';
import { notificationRoutes } from './routes.ts';

const services = openBaseServices('api-notifications');
const { clock, config, secrets } = services;
const notifier = createNotifier({ secrets, clock, allowedCidrs: config.allowedCidrs, topics: config.topics });

export const handler = createApi({ ...services, notifier }, notificationRoutes);
