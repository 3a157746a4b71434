import { Fault } from '../../domain/errors.ts';
import {
  type ScheduleRequest,
  type ScheduleSpec,
  saidBy,
  scheduleRequestSchema,
} from '../../domain/schedule/schedule-spec.ts';
import { draftAskedBackup } from '../../operations/draft-backup.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import type { Uses } from '../../platform/services.ts';
import { readAgain } from '../../scheduling/read-schedule.ts';
import { refOf, type ScheduleItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import { checkOnCluster } from '../check-on-cluster.ts';
import { lastRequestOf, newItem } from '../create-item.ts';
import { checkSpecSize } from '../http/body.ts';
import { creates, route } from '../http/contract.ts';
import type { ApiRequest } from '../http/request.ts';
import { readItem } from '../read-item.ts';
import { generationOf } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { apply, leaseOf, useOf, withdraw } from './change-schedule.ts';
import { judgeAgain } from './judge-again.ts';
import { scheduleReplacementSchema } from './schema.ts';
import { viewSchedule } from './views.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log' | 'slots'> & {
  schedules: Schedules;
};

export const createSchedule = route({
  operationId: 'createSchedule',
  route: 'POST /v1/schedules',
  scope: 'operate',
  summary: 'Bind a backup to a policy',
  body: scheduleRequestSchema,
  ...creates('/v1/schedules/{name}'),
  answer: 'Schedule',
  handle: async (services: Dependencies, request) => {
    const { catalog, clock, slots } = services;
    const { body } = request;
    request.about({ name: body.name });
    checkSpecSize(body);
    const { name, suspended } = body;
    const lastRequest = lastRequestOf(request, body);
    const item = await withLease(services, request, leaseOf(name), async () => {
      const found = await catalog.read('schedule', name);
      if (found && found.lastRequest?.key !== lastRequest.key) {
        throw new Fault('name.taken', `there is a schedule ${name} already`);
      }
      const resolved = found ? found.spec : await resolve(services, request, body);
      const by = { at: isoNow(clock), by: request.caller.subject };
      const spec = suspended ? { ...resolved, suspended: { ...by, reason: 'created suspended' } } : resolved;
      const own = { kind: 'schedule' as const, name, uid: clock.uuid(), spec, status: {} };
      if (!found) for (const used of useOf(spec)) await catalog.addUse(used, { kind: 'schedule', name });
      const { item: standing } = await catalog.create(newItem(services, request, lastRequest, own));
      if (!found) await keepUses(services, name, spec);
      await slots.begin(standing.uid, name, resolved.since);
      return await apply(services, standing);
    });
    request.about({ uid: item.uid });
    return await viewSchedule(services, item);
  },
});

export const updateSchedule = route({
  operationId: 'updateSchedule',
  route: 'PUT /v1/schedules/{name}',
  scope: 'operate',
  summary: 'Change a schedule; its next run is by the new one',
  body: scheduleReplacementSchema,
  ifMatch: true,
  answer: 'Schedule',
  etag: true,
  handle: async (services: Dependencies, request) => {
    const { catalog } = services;
    const { body } = request;
    checkSpecSize(body.backup);
    const { name } = request.params;
    const item = await withLease(services, request, leaseOf(name), async () => {
      const found = await readItem(services, 'schedule', name);
      const from = generationOf(found, request.ifMatch);
      const asked = await resolve(services, request, body, found.spec);
      // Another backup at the same times: a slot that has just fallen due is still one.
      const isSameTimes = asked.refs.policy.uid === found.spec.refs.policy.uid;
      const resolved = isSameTimes ? { ...asked, since: found.spec.since } : asked;
      const spec = found.spec.suspended ? { ...resolved, suspended: found.spec.suspended } : resolved;
      for (const used of useOf(spec)) await catalog.addUse(used, { kind: 'schedule', name });
      const changed = await catalog.update({ kind: found.kind, name, uid: found.uid, spec }, from);
      await withdraw(services, name, useOf(found.spec), useOf(spec));
      const applied = await apply(services, changed);
      await judge(services, found, applied);
      return applied;
    });
    request.about({ uid: item.uid, generation: item.generation });
    return await viewSchedule(services, item);
  },
});

/** Everything that a run would refuse is refused now. */
async function resolve(
  services: Dependencies,
  { isAdmin, caller }: ApiRequest,
  { policy: policyName, backup, mayBeDeleted }: Pick<ScheduleRequest, 'policy' | 'backup' | 'mayBeDeleted'>,
  before?: ScheduleSpec,
): Promise<ScheduleSpec> {
  const { clock } = services;
  const policy = await readItem(services, 'policy', policyName);
  const draft = await draftAskedBackup(services, backup, { isAdmin, at: '/backup' });
  await checkOnCluster(services, draft.cluster, draft.spec, { later: true });
  await noteContactNow(services, draft.cluster);
  const refs = { cluster: draft.cluster, locations: draft.locations, policy: refOf(policy) };
  const said = saidBy(mayBeDeleted, before, { by: caller.subject, at: isoNow(clock) });
  return { policy: policyName, backup, refs, since: isoNow(clock), ...said };
}

/** Best effort: the next run judges by what stands then. */
async function judge(services: Dependencies, before: ScheduleItem, after: ScheduleItem): Promise<void> {
  const wishOf = ({ spec }: ScheduleItem) => JSON.stringify([spec.backup.selection, spec.mayBeDeleted ?? []]);
  if (wishOf(before) === wishOf(after)) return;
  try {
    const bound = await readAgain(services, after);
    if (bound) await judgeAgain(services, bound);
  } catch (thrown) {
    services.log.warn('runs of the schedule not judged again', { schedule: after.name, reason: String(thrown) });
  }
}

/** A use of a schedule that is not there counts for nothing, so until now what it uses could go. */
async function keepUses(services: Dependencies, name: string, spec: ScheduleSpec): Promise<void> {
  const { catalog } = services;
  try {
    for (const used of useOf(spec)) await catalog.addUse(used, { kind: 'schedule', name });
  } catch (thrown) {
    await catalog.remove('schedule', name);
    await withdraw(services, name, useOf(spec), []);
    throw thrown;
  }
}
