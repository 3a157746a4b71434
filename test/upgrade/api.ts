import type { Context } from 'aws-lambda';
import { backupRoutes } from '../../functions/api/backups/routes.ts';
import { createApi } from '../../functions/api/http/router.ts';
import { locationRoutes } from '../../functions/api/locations/routes.ts';
import { operationRoutes } from '../../functions/api/operations/routes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { scheduleRoutes } from '../../functions/api/schedules/routes.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { createAuditTrail } from '../../functions/services/audit/dynamodb-audit.ts';
import { createSchedulerClient, createSchedules } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import { findRoute } from '../../local/http-api/routes.ts';
import type { ControlPlane } from '../asl/harness/control-plane.ts';
import { eventOf } from '../support/api-event.ts';

/** The API of the control plane, as a person calls it; `startsNothing` while it ends between a row and its execution. */
export function openApi({ dynamodb, services, tables }: ControlPlane) {
  const api = { startsNothing: false, call };
  const start: typeof services.executions.start = async (kind, run) => {
    if (api.startsNothing) throw new Error('the API ended between the row and the execution');
    return await services.executions.start(kind, run);
  };
  const needs = {
    ...services,
    audit: createAuditTrail(dynamodb, tables.ledger, services.clock),
    executions: { ...services.executions, start },
    policy: createAddressPolicy(['127.0.0.0/8']),
    schedules: createSchedules(createSchedulerClient(), {
      ...services.config.scheduler,
      machineArn: services.config.machineArns.backup,
    }),
  };
  const functions: Record<string, ReturnType<typeof createApi>> = {
    apiLocations: createApi(needs, locationRoutes),
    apiBackups: createApi(needs, backupRoutes),
    apiOperations: createApi(needs, operationRoutes),
    apiSchedules: createApi(needs, scheduleRoutes),
  };

  /** @returns the id of the operation that it began, if any */
  async function call(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<string> {
    const found = findRoute(ROUTES as unknown as Parameters<typeof findRoute>[0], method, path);
    const event = eventOf(method, path, '', { body }, found?.pathParameters ?? {});
    const answer = await functions[found?.route.function ?? '']?.(event, { awsRequestId: 'r' } as Context);
    if ((answer?.statusCode ?? 500) >= 300) throw new Error(`${method} ${path}: ${answer?.body}`);
    const said = JSON.parse(String(answer?.body)) as { operationId?: string; id?: string };
    return String(said.id ?? said.operationId);
  }
  return api;
}
export type Api = ReturnType<typeof openApi>;
