import { backupRoutes } from './backups/routes.ts';
import { clusterRoutes } from './clusters/routes.ts';
import type { Route } from './http/contract.ts';
import { locationRoutes } from './locations/routes.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { operationRoutes } from './operations/routes.ts';
import { scheduleRoutes } from './schedules/routes.ts';

/** Every route, by the function that serves it; `apiClusters`, `apiBackups` and `apiSchedules` reach clusters. */
const ROUTES_OF = {
  apiClusters: clusterRoutes,
  apiLocations: locationRoutes,
  apiBackups: backupRoutes,
  apiOperations: operationRoutes,
  apiSchedules: scheduleRoutes,
  apiNotifications: notificationRoutes,
} satisfies Record<string, readonly Route[]>;

export type ApiFunction = keyof typeof ROUTES_OF;

/** For the gateway, the tools and the tests: a function loads its own alone. */
export const ROUTES = (Object.keys(ROUTES_OF) as ApiFunction[]).flatMap((name) =>
  ROUTES_OF[name].map((route: Route) => ({ ...route, function: name })),
);
