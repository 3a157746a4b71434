import { policyRequestSchema } from '../../domain/schedule/policy-request.ts';
import { firesAlike } from '../../domain/schedule/policy-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { applySchedule } from '../../scheduling/apply-schedule.ts';
import { listSchedules, timedSince } from '../../scheduling/read-schedule.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import { removalOf } from '../cascade.ts';
import { lastRequestOf, newItem } from '../create-item.ts';
import { checkSpecSize } from '../http/body.ts';
import { creates, route } from '../http/contract.ts';
import { forceQuerySchema, itemQuerySchema, itemsQuerySchema } from '../operations/schema.ts';
import { listItems, readItem } from '../read-item.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import type { RemoveScheduleServices } from './remove-schedule.ts';
import { policyReplacementSchema } from './schema.ts';
import { policyView } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock'>;

/** Told of a new policy at once; CheckSlots does the rest within minutes. */
const MAX_AT_ONCE = 50;

export const createPolicy = route({
  operationId: 'createPolicy',
  route: 'POST /v1/policies',
  scope: 'operate',
  summary: 'Create a schedule policy: when, and how many to keep',
  body: policyRequestSchema,
  ...creates('/v1/policies/{name}'),
  answer: 'Policy',
  handle: async (services: Dependencies, request) => {
    const { name, ...spec } = request.body;
    request.about({ name });
    checkSpecSize(spec);
    const own = { kind: 'policy' as const, name, uid: services.clock.uuid(), spec, status: {} };
    const { item } = await services.catalog.create(newItem(services, request, lastRequestOf(request, spec), own));
    request.about({ uid: item.uid });
    return policyView(item);
  },
});

export const listPolicies = route({
  operationId: 'listPolicies',
  route: 'GET /v1/policies',
  scope: 'read',
  summary: 'Schedule policies',
  query: itemsQuerySchema,
  answer: 'Policy[]',
  handle: async (services: Dependencies, { query }) => {
    const { items, nextCursor } = await listItems(services, 'policy', query);
    return { items: items.map(policyView), nextCursor };
  },
});

export const getPolicy = route({
  operationId: 'getPolicy',
  route: 'GET /v1/policies/{name}',
  scope: 'read',
  summary: 'A schedule policy',
  query: itemQuerySchema,
  answer: 'Policy',
  etag: true,
  handle: async (services: Dependencies, { params, query }) =>
    policyView(await readItem(services, 'policy', params.name, query)),
});

export const updatePolicy = route({
  operationId: 'updatePolicy',
  route: 'PUT /v1/policies/{name}',
  scope: 'operate',
  summary: 'Change a schedule policy, for all schedules that are bound to it',
  body: policyReplacementSchema,
  ifMatch: true,
  answer: 'Policy',
  etag: true,
  handle: async (services: Uses<'catalog' | 'clock' | 'log'> & { schedules: Schedules }, request) => {
    const { catalog, clock, log } = services;
    const { timeZone, entries, overlap, missed } = request.body;
    const wanted = { timeZone, entries, overlap, missed };
    checkSpecSize(wanted);
    const found = await readItem(services, 'policy', request.params.name);
    // A slot that has just fallen due is one of the changed policy, too.
    const spec = { ...wanted, timedSince: firesAlike(found.spec, wanted) ? timedSince(found) : isoNow(clock) };
    const change = { kind: found.kind, name: found.name, uid: found.uid, spec };
    const item = await catalog.update(change, generationOf(found, request.ifMatch));
    request.about({ uid: item.uid, generation: item.generation });
    const bound = (await listSchedules(services)).filter(({ policy }) => policy.uid === item.uid);
    for (const schedule of bound.slice(0, MAX_AT_ONCE)) {
      await applySchedule(services, schedule).catch((thrown: unknown) => {
        log.warn('schedule not applied yet', { schedule: schedule.item.name, reason: String(thrown) });
      });
    }
    return policyView(item);
  },
});

export const deletePolicy = route({
  operationId: 'deletePolicy',
  route: 'DELETE /v1/policies/{name}',
  scope: 'operate',
  summary: 'Remove a policy that no schedule is bound to; by force the schedules bound to it are removed with it',
  query: forceQuerySchema,
  ifMatch: true,
  handle: async (services: RemoveScheduleServices, request) => {
    const how = removalOf(services, request, 'policy');
    const target = { kind: 'policy' as const, name: request.params.name, generation: request.ifMatch, ...how };
    const { uid } = await removeItem(services, target, () => []);
    request.about({ uid, force: request.query.force });
  },
});
