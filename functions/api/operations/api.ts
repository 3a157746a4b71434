import type { Services } from '../../platform/services.ts';
import { auditRoutes } from '../audit/routes.ts';
import { removalRoutes } from '../backups/removal.ts';
import { type ApiHandler, createApi, type RouterNeeds } from '../http/router.ts';
import { objectsRoute } from '../restores/objects.ts';
import { undoRoute } from '../restores/undo.ts';
import { operationRoutes } from './routes.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

/** All that reads operations, and what starts or ends one without a look at a cluster. */
export function createOperationsApi(services: Needs & RouterNeeds): ApiHandler {
  const backups = { ...operationRoutes(services, 'backup'), ...removalRoutes(services) };
  const restores = operationRoutes(services, 'restore');
  const operations = operationRoutes(services);
  return createApi('apiOperations', services, {
    'GET /v1/backups': backups.list,
    'GET /v1/backups/{id}': backups.get,
    'GET /v1/backups/{id}/volumes': backups.volumes,
    'GET /v1/backups/{id}/events': backups.events,
    'GET /v1/backups/{id}/resources': backups.resources,
    'POST /v1/backups/{id}/cancel': backups.cancel,
    'DELETE /v1/backups/{id}': backups.remove,
    'PUT /v1/backups/{id}/legal-hold': backups.hold,
    'DELETE /v1/backups/{id}/legal-hold': backups.release,
    'GET /v1/restores': restores.list,
    'GET /v1/restores/{id}': restores.get,
    'GET /v1/restores/{id}/volumes': restores.volumes,
    'GET /v1/restores/{id}/events': restores.events,
    'GET /v1/restores/{id}/resources': restores.resources,
    'POST /v1/restores/{id}/undo': undoRoute(services),
    'GET /v1/restores/{id}/objects': objectsRoute(services),
    'POST /v1/restores/{id}/cancel': restores.cancel,
    'GET /v1/operations': operations.list,
    'GET /v1/operations/{id}': operations.get,
    'GET /v1/operations/{id}/events': operations.events,
    'POST /v1/operations/{id}/cancel': operations.cancel,
    'GET /v1/audit': auditRoutes(services).list,
  });
}
