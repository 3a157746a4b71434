import type { Services } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { cancelOperationOf, listEventsOf, listOperationsOf, readOperation, viewOperation } from './read-operation.ts';
import { anyOperationsQuerySchema, noBodySchema, pageSchema } from './schema.ts';

type Dependencies = Pick<Services, 'catalog' | 'ledger'>;

export const listOperations = route({
  operationId: 'listOperations',
  route: 'GET /v1/operations',
  scope: 'read',
  summary: 'Operations of any kind, newest first',
  query: anyOperationsQuerySchema,
  answer: 'OperationSummary[]',
  handle: async (services: Dependencies, request) => await listOperationsOf(services, request),
});

export const getOperation = route({
  operationId: 'getOperation',
  route: 'GET /v1/operations/{id}',
  scope: 'read',
  summary: 'An operation of any kind',
  answer: 'Operation',
  handle: async (services: Dependencies, request) =>
    await viewOperation(services, await readOperation(services, request)),
});

export const listOperationEvents = route({
  operationId: 'listOperationEvents',
  route: 'GET /v1/operations/{id}/events',
  scope: 'read',
  summary: 'Its events',
  query: pageSchema,
  answer: 'Event[]',
  handle: async (services: Dependencies, request) => await listEventsOf(services, request),
});

export const cancelOperation = route({
  operationId: 'cancelOperation',
  route: 'POST /v1/operations/{id}/cancel',
  scope: 'operate',
  summary: 'End it at its next step; what it made is cleaned up',
  body: noBodySchema,
  status: 202,
  location: '/v1/operations/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => await cancelOperationOf(services, request),
});
