import { nextRuns, skippedRuns } from '../../domain/schedule/next-runs.ts';
import { firesAlike, policyRequestSchema } from '../../domain/schedule/policy-spec.ts';
import { timingOf } from '../../domain/schedule/render-schedule.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import { readKeptBackups } from '../../operations/kept-backups.ts';
import { applySchedule } from '../../scheduling/apply-schedule.ts';
import { listSchedules } from '../../scheduling/list-schedules.ts';
import { type PolicyItem, type ScheduleItem, timedSince } from '../../scheduling/read-schedule.ts';
import { type NewItem, notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { removalOf } from '../force.ts';
import { checkSpecSize } from '../http/body.ts';
import { created, etagOf, noContent, ok } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { itemQuerySchema, itemsQuerySchema } from '../operations/schema.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import { hashOf } from '../start-operation.ts';
import { warnOfRefs } from '../warn-of-refs.ts';
import { readScheduleItem } from './find.ts';
import type { Needs } from './needs.ts';
import { nextRunsQuerySchema, policyReplacementSchema } from './schema.ts';
import { policyView } from './views.ts';

/** Told of a new policy at once; CheckSlots does the rest within minutes. */
const MOST_AT_ONCE = 50;

export function policyRoutes(services: Needs) {
  const { catalog, clock, log } = services;

  async function read({ params }: ApiRequest): Promise<PolicyItem> {
    const found = await catalog.read('policy', params.name ?? '');
    if (!found) throw notFound('policy', params.name ?? '');
    return found;
  }

  const create: RouteHandler = async (request) => {
    const { name, ...spec } = request.body(policyRequestSchema);
    request.about({ name });
    checkSpecSize(spec);
    const at = isoNow(clock);
    const made: NewItem<'policy'> = {
      kind: 'policy',
      name,
      uid: clock.uuid(),
      generation: 1,
      spec,
      status: {},
      createdAt: at,
      createdBy: request.caller.subject,
      updatedAt: at,
      lastRequest: { key: request.idempotencyKey ?? request.requestId, hash: hashOf(spec) },
    };
    const item = (await catalog.create(made)).item;
    request.about({ uid: item.uid });
    return created(`/v1/policies/${name}`, policyView(item), etagOf(item));
  };

  const list: RouteHandler = async (request) => {
    const { limit, cursor, deleted } = request.query(itemsQuerySchema);
    const list = deleted ? catalog.listRemoved : catalog.list;
    const { items, nextCursor } = await list('policy', cursor, limit);
    return ok({ items: items.map(policyView), ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const { deleted } = request.query(itemQuerySchema);
    const item = deleted ? await catalog.readRemoved('policy', name) : await read(request);
    if (!item) throw notFound('policy', name);
    return ok(policyView(item), etagOf(item));
  };

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const { timeZone, entries, overlap, missed } = request.body(policyReplacementSchema);
    const wanted = { timeZone, entries, overlap, missed };
    checkSpecSize(wanted);
    const found = await read(request);
    // A slot that has just fallen due is one of the changed policy, too.
    const spec = { ...wanted, timedSince: firesAlike(found.spec, wanted) ? timedSince(found) : isoNow(clock) };
    const change = { kind: found.kind, name: found.name, uid: found.uid, spec };
    const item = await catalog.update(change, generationOf(found, ifMatch));
    request.about({ uid: item.uid, generation: item.generation });
    const bound = (await listSchedules(services)).filter(({ policy }) => policy.uid === item.uid);
    for (const schedule of bound.slice(0, MOST_AT_ONCE)) {
      await applySchedule(services, schedule).catch((thrown: unknown) => {
        log.warn('schedule not applied yet', { schedule: schedule.item.name, reason: String(thrown) });
      });
    }
    return ok(policyView(item), etagOf(item));
  };

  const remove: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const generation = request.ifMatch();
    const how = removalOf(services, request, 'policy');
    const { uid } = await removeItem(services, { kind: 'policy', name, generation, ...how }, () => []);
    request.about({ uid, force: how.evict !== undefined });
    return noContent();
  };

  const showNextRuns: RouteHandler = async (request) => {
    const { count, schedule: name, after = clock.now() } = request.query(nextRunsQuerySchema);
    const policy = await read(request);
    const schedule = name === undefined ? undefined : await readScheduleItem(services, name);
    const timing = timingOf(schedule ?? policy, policy.spec);
    const there = schedule ? await readKeptBackups(services, schedule.uid) : [];
    const runs = nextRuns(timing, policy.spec, {
      after,
      count,
      there,
      ...(schedule ? { isWanted: wantedBy(schedule.spec) } : {}),
    });
    const last = runs.at(-1)?.at ?? after;
    const [ofRefs = []] = await warnOfRefs(services, schedule ? [schedule.spec.refs] : []);
    const warnings = [...suspensionWarnings(schedule), ...ofRefs];
    return ok({
      timeZone: timing.timeZone,
      items: runs.map(({ at, ...run }) => ({ at: at.toISOString(), ...run })),
      skipped: skippedRuns(timing, after, last),
      warnings,
    });
  };

  return { create, list, get, update, remove, showNextRuns };
}

function suspensionWarnings(schedule: ScheduleItem | undefined): string[] {
  const { at, reason } = schedule?.spec.suspended ?? {};
  return at
    ? [
        `schedule ${schedule?.name} is suspended since ${at} (${reason}): until it is resumed none of these runs begins, and none of these backups is deleted`,
      ]
    : [];
}
