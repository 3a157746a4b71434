import type { Services } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { pageSchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { checkStops } from './change-schedule.ts';
import { type RemoveScheduleServices, removeSchedule } from './remove-schedule.ts';
import { viewSchedule, viewSchedules } from './views.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'slots'>;

export const listSchedules = route({
  operationId: 'listSchedules',
  route: 'GET /v1/schedules',
  scope: 'read',
  summary: 'Schedules',
  query: pageSchema,
  answer: 'Schedule[]',
  handle: async (services: Dependencies, { query }) => {
    const { items, nextCursor } = await listItems(services, 'schedule', query);
    return { items: await viewSchedules(services, items), nextCursor };
  },
});

export const getSchedule = route({
  operationId: 'getSchedule',
  route: 'GET /v1/schedules/{name}',
  scope: 'read',
  summary: 'A schedule',
  answer: 'Schedule',
  etag: true,
  handle: async (services: Dependencies, { params }) =>
    await viewSchedule(services, await readItem(services, 'schedule', params.name)),
});

export const deleteSchedule = route({
  operationId: 'deleteSchedule',
  route: 'DELETE /v1/schedules/{name}',
  scope: 'operate',
  summary: 'Remove a schedule; its backups stay',
  ifMatch: true,
  handle: async (services: RemoveScheduleServices, request) => {
    const { name } = request.params;
    await checkStops(services, request, name, 'deleted');
    const { uid } = await removeSchedule(services, request, { name, generation: request.ifMatch });
    request.about({ uid });
  },
});
