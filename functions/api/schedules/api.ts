import { type ApiHandler, createApi, type RouterNeeds } from '../http/router.ts';
import type { Needs } from './needs.ts';
import { policyRoutes } from './policies.ts';
import { scheduleRoutes } from './schedules.ts';

export function createSchedulesApi(services: Needs & RouterNeeds): ApiHandler {
  const policies = policyRoutes(services);
  const schedules = scheduleRoutes(services);
  return createApi('apiSchedules', services, {
    'POST /v1/policies': policies.create,
    'GET /v1/policies': policies.list,
    'GET /v1/policies/{name}': policies.get,
    'PUT /v1/policies/{name}': policies.update,
    'DELETE /v1/policies/{name}': policies.remove,
    'GET /v1/policies/{name}/next-runs': policies.showNextRuns,
    'POST /v1/schedules': schedules.create,
    'GET /v1/schedules': schedules.list,
    'GET /v1/schedules/{name}': schedules.get,
    'PUT /v1/schedules/{name}': schedules.update,
    'DELETE /v1/schedules/{name}': schedules.remove,
    'POST /v1/schedules/{name}/suspend': schedules.suspend,
    'POST /v1/schedules/{name}/resume': schedules.resume,
    'POST /v1/schedules/{name}/run': schedules.run,
  });
}
