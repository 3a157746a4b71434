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
import { readRetention } from '../operations/read-retention.ts';
import { noBodySchema, operationsQuerySchema, pageSchema } from '../operations/schema.ts';

type Dependencies = Pick<Services, 'catalog' | 'ledger'>;

export const listBackups = route({
  operationId: 'listBackups',
  route: 'GET /v1/backups',
  scope: 'read',
  summary: 'Backups, newest first',
  query: operationsQuerySchema,
  answer: 'OperationSummary[]',
  handle: async (services: Dependencies, request) => await listOperationsOf(services, request, 'backup'),
});

export const getBackup = route({
  operationId: 'getBackup',
  route: 'GET /v1/backups/{id}',
  scope: 'read',
  summary: 'A backup, and until when it is kept',
  answer: 'Backup',
  handle: async (services: Dependencies, request) => {
    const backup = await readOperation(services, request, 'backup');
    return { ...(await viewOperation(services, backup)), retention: await readRetention(services, backup) };
  },
});

export const listBackupVolumes = route({
  operationId: 'listBackupVolumes',
  route: 'GET /v1/backups/{id}/volumes',
  scope: 'read',
  summary: 'Its volumes',
  query: pageSchema,
  answer: 'Volume[]',
  handle: async (services: Dependencies, request) => await listVolumesOf(services, request, 'backup'),
});

export const listBackupEvents = route({
  operationId: 'listBackupEvents',
  route: 'GET /v1/backups/{id}/events',
  scope: 'read',
  summary: 'Its events',
  query: pageSchema,
  answer: 'Event[]',
  handle: async (services: Dependencies, request) => await listEventsOf(services, request, 'backup'),
});

export const listBackupResources = route({
  operationId: 'listBackupResources',
  route: 'GET /v1/backups/{id}/resources',
  scope: 'read',
  summary: 'How many objects of each kind it holds',
  answer: 'ResourceCount[]',
  handle: async (services: Dependencies, request) => await listResourcesOf(services, request, 'backup'),
});

export const cancelBackup = route({
  operationId: 'cancelBackup',
  route: 'POST /v1/backups/{id}/cancel',
  scope: 'operate',
  summary: 'End it at its next step; what it made is cleaned up',
  body: noBodySchema,
  status: 202,
  location: '/v1/backups/{id}',
  answer: 'Operation',
  handle: async (services: Dependencies, request) => await cancelOperationOf(services, request, 'backup'),
});
