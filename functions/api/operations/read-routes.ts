import { cutOf } from '../../domain/backup/cut.ts';
import type { Uses } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { shown } from '../http/shown.ts';
import { actionRunAnswer } from './answers.ts';
import {
  cancelOperationOf,
  listEventsOf,
  listOperationsOf,
  listResourcesOf,
  listVolumesOf,
  readOperation,
  viewOperation,
} from './read-operation.ts';
import { readRetention } from './read-retention.ts';
import { anyOperationsQuerySchema, noBodySchema, operationsQuerySchema, pageSchema } from './schema.ts';

type Dependencies = Uses<'catalog' | 'ledger'>;

export const getBackup = route({
  operationId: 'getBackup',
  route: 'GET /v1/backups/{id}',
  scope: 'read',
  summary: 'A backup, when it was cut, and until when it is kept',
  answer: 'Backup',
  handle: async (services: Dependencies, request) => {
    const backup = await readOperation(services, request, 'backup');
    const [view, retention, volumes] = await Promise.all([
      viewOperation(services, backup),
      readRetention(services, backup),
      services.ledger.readVolumes(backup.operationId),
    ]);
    return { ...view, retention, cut: cutOf(volumes) };
  },
});

export const listBackupActions = route({
  operationId: 'listBackupActions',
  route: 'GET /v1/backups/{id}/actions',
  scope: 'read',
  summary: 'What its rules ran in which pods, how it ended, and what it printed',
  query: pageSchema,
  answer: 'ActionRun[]',
  handle: async (services: Dependencies, request) => {
    const { operationId } = await readOperation(services, request, 'backup');
    const { cursor, limit } = request.query;
    const { items, ...page } = await services.ledger.listActions(operationId, cursor, limit);
    return { items: items.map((action) => shown(actionRunAnswer, action)), ...page };
  },
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

export const getOperation = route({
  operationId: 'getOperation',
  route: 'GET /v1/operations/{id}',
  scope: 'read',
  summary: 'An operation of any kind',
  answer: 'Operation',
  handle: async (services: Dependencies, request) =>
    await viewOperation(services, await readOperation(services, request)),
});

export const listOperationVolumes = route({
  operationId: 'listOperationVolumes',
  route: 'GET /v1/operations/{id}/volumes',
  scope: 'read',
  summary: 'The volumes of an operation of any kind: of a simulation, each with its method and why',
  query: pageSchema,
  answer: 'Volume[]',
  handle: async (services: Dependencies, request) => await listVolumesOf(services, request),
});

/** @param Kind as it stands in names: of all operations the kind is `operation` */
export function routesOfAny(kind: 'backup' | 'restore' | 'operation', Kind: string, summary: string) {
  const of = kind === 'operation' ? undefined : kind;
  return [
    route({
      operationId: `list${Kind}s`,
      route: `GET /v1/${kind}s`,
      scope: 'read',
      summary,
      query: of ? operationsQuerySchema : anyOperationsQuerySchema,
      answer: 'OperationSummary[]',
      handle: async (services: Dependencies, request) => await listOperationsOf(services, request, of),
    }),
    route({
      operationId: `list${Kind}Events`,
      route: `GET /v1/${kind}s/{id}/events`,
      scope: 'read',
      summary: 'Its events',
      query: pageSchema,
      answer: 'Event[]',
      handle: async (services: Dependencies, request) => await listEventsOf(services, request, of),
    }),
    route({
      operationId: `cancel${Kind}`,
      route: `POST /v1/${kind}s/{id}/cancel`,
      scope: 'operate',
      summary: 'End it at its next step; what it made is cleaned up',
      body: noBodySchema,
      status: 202,
      location: `/v1/${kind}s/{id}`,
      answer: 'Operation',
      handle: async (services: Dependencies, request) => await cancelOperationOf(services, request, of),
    }),
  ];
}

/** What is in a backup, and in a restore. */
export function routesOfContent(kind: 'backup' | 'restore', Kind: string, whose: string) {
  return [
    route({
      operationId: `list${Kind}Volumes`,
      route: `GET /v1/${kind}s/{id}/volumes`,
      scope: 'read',
      summary: 'Its volumes',
      query: pageSchema,
      answer: 'Volume[]',
      handle: async (services: Dependencies, request) => await listVolumesOf(services, request, kind),
    }),
    route({
      operationId: `list${Kind}Resources`,
      route: `GET /v1/${kind}s/{id}/resources`,
      scope: 'read',
      summary: `How many objects of each kind ${whose} holds`,
      answer: 'ResourceCount[]',
      handle: async (services: Dependencies, request) => await listResourcesOf(services, request, kind),
    }),
  ];
}
