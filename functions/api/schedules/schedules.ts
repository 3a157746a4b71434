import { Fault } from '../../domain/errors.ts';
import { slotTextOf } from '../../domain/operation/machine-input.ts';
import {
  backupNameOf,
  type ScheduleRequest,
  type ScheduleSpec,
  saidBy,
  scheduleRequestSchema,
} from '../../domain/schedule/schedule-spec.ts';
import { draftAskedBackup } from '../../operations/draft-backup.ts';
import { noteContactNow } from '../../operations/note-contact.ts';
import { applySchedule } from '../../scheduling/apply-schedule.ts';
import { bind, draftRun, readAgain, type ScheduleItem } from '../../scheduling/read-schedule.ts';
import { type NewItem, notFound } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { checkOnCluster } from '../check-on-cluster.ts';
import { checkSystem } from '../check-system.ts';
import { checkSpecSize } from '../http/body.ts';
import { accepted, created, etagOf, noContent, ok, type Reply } from '../http/reply.ts';
import type { ApiRequest } from '../http/request.ts';
import type { RouteHandler } from '../http/router.ts';
import { pageSchema } from '../operations/schema.ts';
import { operationView } from '../operations/views.ts';
import { generationOf } from '../remove-item.ts';
import { findEarlier, hashOf, startOperation, ticketOf } from '../start-operation.ts';
import { warnOfRefs } from '../warn-of-refs.ts';
import { withLease } from '../with-lease.ts';
import { readScheduleItem } from './find.ts';
import { judgeAgain } from './judge-again.ts';
import type { Needs } from './needs.ts';
import { removeSchedule } from './remove-schedule.ts';
import { resumeSchema, runSchema, scheduleReplacementSchema, suspendSchema } from './schema.ts';
import { useOf, withdraw } from './uses.ts';
import { scheduleView } from './views.ts';

export function scheduleRoutes(services: Needs) {
  const { catalog, clock, leases, log, slots } = services;

  /** However many they are: one read of each kind of what stands beside them. */
  async function views(items: readonly ScheduleItem[]) {
    const [policies, states, warnings] = await Promise.all([
      catalog.readMany(
        'policy',
        items.map(({ spec }) => spec.policy),
      ),
      slots.readMany(items.map(({ uid }) => uid)),
      warnOfRefs(
        services,
        items.map(({ spec }) => spec.refs),
      ),
    ]);
    return items.map((item, n) => {
      const policy = policies.get(item.spec.policy);
      return scheduleView(item, { policy, state: states.get(item.uid), warnings: warnings[n] ?? [], clock });
    });
  }

  async function shown(item: ScheduleItem): Promise<Reply> {
    const [view] = await views([item]);
    return ok(view, etagOf(item));
  }

  /** Changes of one schedule come one after the other. */
  async function alone<Result>({ requestId }: ApiRequest, name: string, body: () => Promise<Result>): Promise<Result> {
    return await withLease(leases, { name: `change#schedule#${name}`, holder: requestId }, body);
  }

  /** Everything that a run would refuse is refused now. */
  async function resolve(
    request: ApiRequest,
    { policy: policyName, backup, mayBeDeleted }: Pick<ScheduleRequest, 'policy' | 'backup' | 'mayBeDeleted'>,
    before?: ScheduleSpec,
  ): Promise<ScheduleSpec> {
    const policy = await catalog.read('policy', policyName);
    if (!policy) throw notFound('policy', policyName);
    const draft = await draftAskedBackup(services, backup, { isAdmin: request.isAdmin, at: '/backup' });
    await checkOnCluster(services, draft.cluster, draft.spec, { later: true });
    await noteContactNow(services, draft.cluster);
    const refs = { cluster: draft.cluster, location: draft.location, policy: { name: policy.name, uid: policy.uid } };
    const said = saidBy(mayBeDeleted, before, { by: request.caller.subject, at: isoNow(clock) });
    return { policy: policyName, backup, refs, since: isoNow(clock), ...said };
  }

  /** Best effort: CheckSlots applies within minutes what could not be applied now. */
  async function apply(item: ScheduleItem): Promise<ScheduleItem> {
    const policy = await catalog.read('policy', item.spec.policy);
    const bound = policy && bind(item, policy);
    try {
      if (bound) await applySchedule(services, bound);
    } catch (thrown) {
      log.warn('schedule not applied yet', { schedule: item.name, reason: String(thrown) });
    }
    return await readScheduleItem(services, item.name);
  }

  /** Best effort: the next run judges by what stands then. */
  async function judge(before: ScheduleItem, after: ScheduleItem): Promise<void> {
    const wishOf = ({ spec }: ScheduleItem) => JSON.stringify([spec.backup.selection, spec.mayBeDeleted ?? []]);
    if (wishOf(before) === wishOf(after)) return;
    try {
      const bound = await readAgain(services, after);
      if (bound) await judgeAgain(services, bound);
    } catch (thrown) {
      log.warn('runs of the schedule not judged again', { schedule: after.name, reason: String(thrown) });
    }
  }

  /** A use of a schedule that is not there counts for nothing, so until now what it uses could go. */
  async function keepUses(name: string, spec: ScheduleSpec): Promise<void> {
    try {
      for (const used of useOf(spec)) await catalog.addUse(used, { kind: 'schedule', name });
    } catch (thrown) {
      await catalog.remove('schedule', name);
      await withdraw(services, name, useOf(spec), []);
      throw thrown;
    }
  }

  const create: RouteHandler = async (request) => {
    const body = request.body(scheduleRequestSchema);
    request.about({ name: body.name });
    checkSpecSize(body);
    const { name, suspended } = body;
    const lastRequest = { key: request.idempotencyKey ?? request.requestId, hash: hashOf(body) };
    const item = await alone(request, name, async () => {
      const found = await catalog.read('schedule', name);
      if (found && found.lastRequest?.key !== lastRequest.key) {
        throw new Fault('name.taken', `there is a schedule ${name}`);
      }
      const at = isoNow(clock);
      const by = request.caller.subject;
      const resolved = found ? (found.spec as ScheduleSpec) : await resolve(request, body);
      const spec = suspended ? { ...resolved, suspended: { at, by, reason: 'created suspended' } } : resolved;
      const made: NewItem<'schedule'> = {
        kind: 'schedule',
        name,
        uid: clock.uuid(),
        generation: 1,
        spec,
        status: {},
        createdAt: at,
        createdBy: by,
        updatedAt: at,
        lastRequest,
      };
      if (!found) for (const used of useOf(spec)) await catalog.addUse(used, { kind: 'schedule', name });
      const { item: standing } = await catalog.create(made);
      if (!found) await keepUses(name, spec);
      await slots.begin(standing.uid, name, resolved.since);
      return await apply(standing);
    });
    request.about({ uid: item.uid });
    const [view] = await views([item]);
    return created(`/v1/schedules/${name}`, view, etagOf(item));
  };

  const list: RouteHandler = async (request) => {
    const { limit, cursor } = request.query(pageSchema);
    const { items, nextCursor } = await catalog.list('schedule', cursor, limit);
    return ok({ items: await views(items), ...(nextCursor ? { nextCursor } : {}) });
  };

  const get: RouteHandler = async ({ params }) => await shown(await readScheduleItem(services, params.name ?? ''));

  const update: RouteHandler = async (request) => {
    const ifMatch = request.ifMatch();
    const body = request.body(scheduleReplacementSchema);
    checkSpecSize(body.backup);
    const { name = '' } = request.params;
    const item = await alone(request, name, async () => {
      const found = await readScheduleItem(services, name);
      const from = generationOf(found, ifMatch);
      const asked = await resolve(request, body, found.spec);
      // Another backup at the same times: a slot that has just fallen due is still one.
      const isSameTimes = asked.refs.policy.uid === found.spec.refs.policy.uid;
      const resolved = isSameTimes ? { ...asked, since: found.spec.since } : asked;
      const spec = found.spec.suspended ? { ...resolved, suspended: found.spec.suspended } : resolved;
      const user = { kind: 'schedule', name };
      for (const used of useOf(spec)) await catalog.addUse(used, user);
      const changed = await catalog.update({ kind: found.kind, name, uid: found.uid, spec }, from);
      await withdraw(services, name, useOf(found.spec), useOf(spec));
      const applied = await apply(changed);
      await judge(found, applied);
      return applied;
    });
    request.about({ uid: item.uid, generation: item.generation });
    return await shown(item);
  };

  async function checkStops(request: ApiRequest, name: string, how: string): Promise<void> {
    const { spec } = await readScheduleItem(services, name);
    const selected = { cluster: spec.refs.cluster, namespaces: spec.backup.selection.namespaces };
    await checkSystem(services, request, selected, `namespaces of a schedule that is ${how}`);
  }

  const remove: RouteHandler = async (request) => {
    const { name = '' } = request.params;
    const generation = request.ifMatch();
    await checkStops(request, name, 'deleted');
    const { uid } = await removeSchedule(services, request, { name, generation });
    request.about({ uid });
    return noContent();
  };

  async function change(request: ApiRequest, how: (spec: ScheduleSpec) => ScheduleSpec): Promise<ScheduleItem> {
    const { name = '' } = request.params;
    return await alone(request, name, async () => {
      const found = await readScheduleItem(services, name);
      const spec = how(found.spec);
      const changed = await catalog.update({ kind: 'schedule', name, uid: found.uid, spec }, found.generation);
      return await apply(changed);
    });
  }

  const suspend: RouteHandler = async (request) => {
    const { reason } = request.body(suspendSchema);
    await checkStops(request, request.params.name ?? '', 'suspended');
    const suspended = { at: isoNow(clock), by: request.caller.subject, reason };
    const item = await change(request, (spec) => ({ ...spec, suspended: spec.suspended ?? suspended }));
    request.about({ uid: item.uid, reason });
    return await shown(item);
  };

  /** Slots that passed while it was suspended are not missed. */
  const resume: RouteHandler = async (request) => {
    const { reason } = request.body(resumeSchema);
    const item = await change(request, (spec) => ({ ...spec, suspended: undefined, since: isoNow(clock) }));
    request.about({ uid: item.uid, ...(reason ? { reason } : {}) });
    return await shown(item);
  };

  /** Now, suspended or not; it counts for an entry as a run of its slots does. */
  const run: RouteHandler = async (request) => {
    const body = request.body(runSchema);
    const { name = '' } = request.params;
    const ticket = ticketOf(request, 'backup', body, clock);
    const earlier = await findEarlier(services, ticket);
    if (earlier) return accepted(`/v1/backups/${earlier.operationId}`, operationView(earlier));
    const item = await readScheduleItem(services, name);
    const policy = await catalog.read('policy', item.spec.policy);
    const bound = policy && bind(item, policy);
    if (!bound) throw notFound('policy', item.spec.policy);
    const entry = body.entry ?? bound.policy.spec.entries[0]?.id ?? '';
    if (!bound.policy.spec.entries.some(({ id }) => id === entry)) {
      throw new Fault('schedule.entry_not_found', `policy ${bound.policy.name} has no entry ${entry}`);
    }
    const now = clock.now();
    const slot = {
      schedule: { name, uid: item.uid },
      entries: [entry],
      scheduledTime: slotTextOf(now),
      onDemand: true as const,
    };
    const draft = { name: backupNameOf(name, now), slot, ...(await draftRun(services, bound)) };
    const operation = await startOperation(services, request, ticket, { kind: 'backup', ...draft });
    return accepted(`/v1/backups/${operation.operationId}`, operationView(operation));
  };

  return { create, list, get, update, remove, suspend, resume, run };
}
