import { openBaseServices } from '../../platform/base-services.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../services/cluster/clusters.ts';
import { createS3Locations } from '../../services/location/s3-locations.ts';
import { createApi } from '../http/router.ts';
import { backupRoutes } from './routes.ts';

const services = openBaseServices('api-backups');
const clusters = createClusters({ ...services, ...WITHIN_A_REQUEST });
const locations = createS3Locations({ ...services, installationId: services.config.installationId });

export const handler = createApi({ ...services, clusters, locations }, backupRoutes);
