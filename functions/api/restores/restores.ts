import type { Services } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import {
  cancelOperationOf,
  listEventsOf,
  listOperationsOf,
  listResourcesOf,
  listVolumesOf,
  readOperation,
  viewOperation,
} from '../operations/read-operation.ts';
import { noBodySchema, operationsQuerySchema, pageSchema } from '../operations/schema.ts';

type Dependencies = Pick<Services, 'catalog' | 'ledger'>;

export const listRestores = route({
  operationId: 'listRestores',
  route: 'GET /v1/restores',
  scope: 'read',
  summary: 'Restores, newest first',
  query: operationsQuerySchema,
  answer: 'OperationSummary[]',
  handle: async (services: Dependencies, request) => await listOperationsOf(services, request, 'restore'),
});

export const getRestore = route({
  operationId: 'getRestore',
  route: 'GET /v1/restores/{id}',
  scope: 'read',
  summary: 'A restore',
  answer: 'Operation',
  handle: async (services: Dependencies, request) =>
    await viewOperation(services, await readOperation(services, request, 'restore')),
});

export const listRestoreVolumes = route({
  operationId: 'listRestoreVolumes',
  route: 'GET /v1/restores/{id}/volumes',
  scope: 'read',
  summary: 'Its volumes',
  query: pageSchema,
  answer: 'Volume[]',
  handle: async (services: Dependencies, request) => await listVolumesOf(services, request, 'restore'),
});

export const listRestoreEvents = route({
  operationId: 'listRestoreEvents',
  route: 'GET /v1/restores/{id}/events',
  scope: 'read',
  summary: 'Its events',
  query: pageSchema,
  answer: 'Event[]',
  handle: async (services: Dependencies, request) => await listEventsOf(services, request, 'restore'),
});

export const listRestoreResources = route({
  operationId: 'listRestoreResources',
  route: 'GET /v1/restores/{id}/resources',
  scope: 'read',
  summary: 'How many objects of each kind its backup holds',
  answer: 'ResourceCount[]',
  handle: async (services: Dependencies, request) => await listResourcesOf(services, request, 'restore'),
});

export const cancelRestore = route({
  operationId: 'cancelRestore',
  route: 'POST /v1/restores/{id}/cancel',
  scope: 'operate',
  summary: 'End it at its next step; what it made is cleaned up',
  body: noBodySchema,
  status: 202,
  location: '/v1/restores/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => await cancelOperationOf(services, request, 'restore'),
});
