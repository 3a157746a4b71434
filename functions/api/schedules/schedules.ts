import { Fault } from '../../domain/errors.ts';
import { slotTextOf } from '../../domain/operation/machine-input.ts';
import { backupNameOf, type ScheduleSpec } from '../../domain/schedule/schedule-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { bind, draftRun } from '../../scheduling/read-schedule.ts';
import { notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import { route, starts } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { pageSchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { startOnce } from '../start-operation.ts';
import { withLease } from '../with-lease.ts';
import { apply, checkStops, leaseOf } from './change-schedule.ts';
import { type RemoveScheduleServices, removeSchedule } from './remove-schedule.ts';
import { resumeSchema, runSchema, suspendSchema } from './schema.ts';
import { viewSchedule, viewSchedules } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'slots'>;

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

type ChangeServices = Uses<'catalog' | 'clock' | 'leases' | 'log' | 'slots'> & { schedules: Schedules };

export const suspendSchedule = route({
  operationId: 'suspendSchedule',
  route: 'POST /v1/schedules/{name}/suspend',
  scope: 'operate',
  summary: 'Let no slot run until it is resumed',
  body: suspendSchema,
  answer: 'Schedule',
  etag: true,
  handle: async (services: ChangeServices, request) => {
    const { reason } = request.body;
    const { name } = request.params;
    await checkStops(services, request, name, 'suspended');
    const suspended = { at: isoNow(services.clock), by: request.caller.subject, reason };
    const item = await change(services, request, name, (spec) => ({ ...spec, suspended: spec.suspended ?? suspended }));
    request.about({ uid: item.uid, reason });
    return await viewSchedule(services, item);
  },
});

/** Slots that passed while it was suspended are not missed. */
export const resumeSchedule = route({
  operationId: 'resumeSchedule',
  route: 'POST /v1/schedules/{name}/resume',
  scope: 'operate',
  summary: 'Let slots run again, from now on',
  body: resumeSchema,
  answer: 'Schedule',
  etag: true,
  handle: async (services: ChangeServices, request) => {
    const { reason } = request.body;
    const resumed = (spec: ScheduleSpec) => ({ ...spec, suspended: undefined, since: isoNow(services.clock) });
    const item = await change(services, request, request.params.name, resumed);
    request.about({ uid: item.uid, ...(reason ? { reason } : {}) });
    return await viewSchedule(services, item);
  },
});

/** Now, suspended or not; it counts for an entry as a run of its slots does. */
export const runSchedule = route({
  operationId: 'runSchedule',
  route: 'POST /v1/schedules/{name}/run',
  scope: 'operate',
  summary: 'Run it now, or in its turn where runs of it are not over; it is never skipped',
  body: runSchema,
  ...starts('/v1/backups/{id}'),
  handle: async (services: Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>, request) => {
    const { catalog, clock } = services;
    const { body } = request;
    const { name } = request.params;
    return await startOnce(services, request, 'backup', body, async () => {
      const item = await readItem(services, 'schedule', name);
      const policy = await catalog.read('policy', item.spec.policy);
      const bound = policy && bind(item, policy);
      if (!bound) throw notFound('policy', item.spec.policy);
      const { entries } = bound.policy.spec;
      const entry = body.entry ?? entries[0]?.id ?? '';
      if (!entries.some(({ id }) => id === entry)) {
        throw new Fault('schedule.entry_not_found', `policy ${bound.policy.name} has no entry ${entry}`);
      }
      const now = clock.now();
      const which = { entries: [entry], scheduledTime: slotTextOf(now), onDemand: true as const };
      const slot = { schedule: { name, uid: item.uid }, ...which };
      return { kind: 'backup', name: backupNameOf(name, now), slot, ...(await draftRun(services, bound)) };
    });
  },
});

async function change(
  services: ChangeServices,
  request: ApiRequest,
  name: string,
  how: (spec: ScheduleSpec) => ScheduleSpec,
) {
  return await withLease(services, request, leaseOf(name), async () => {
    const { uid, spec, generation } = await readItem(services, 'schedule', name);
    const changed = await services.catalog.update({ kind: 'schedule', name, uid, spec: how(spec) }, generation);
    return await apply(services, changed);
  });
}
