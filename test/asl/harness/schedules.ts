import { parseSeal } from '../../../functions/domain/backup/seal.ts';
import { type Selection, selectionSchema } from '../../../functions/domain/backup/selection-spec.ts';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import { sealKey } from '../../../functions/domain/location/keys.ts';
import { sealPath } from '../../../functions/domain/location/location-layout.ts';
import { slotTextOf } from '../../../functions/domain/operation/machine-input.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { PolicySpec } from '../../../functions/domain/schedule/policy-spec.ts';
import type { ScheduleSpec } from '../../../functions/domain/schedule/schedule-spec.ts';
import { slotsBetween } from '../../../functions/domain/schedule/slots.ts';
import { applySchedule } from '../../../functions/scheduling/apply-schedule.ts';
import {
  type BoundSchedule,
  bind,
  draftRun,
  type PolicyItem,
  rowOfRun,
  type ScheduleItem,
} from '../../../functions/scheduling/read-schedule.ts';
import { type AslCluster, SHOP } from './cluster.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
let made = 0;

/** A policy, and a schedule of the shop that is bound to it, as the API makes them. */
export async function schedule(
  { plane, location }: World,
  { ref }: AslCluster,
  policy: Pick<PolicySpec, 'entries'> & Partial<PolicySpec>,
  selected: string[] | Partial<Selection> = [SHOP],
): Promise<BoundSchedule> {
  const { catalog, clock, slots } = plane.services;
  made += 1;
  const at = clock.now().toISOString();
  const facts = { generation: 1, status: {}, createdAt: at, createdBy: 'asl', updatedAt: at };
  const policyItem = {
    kind: 'policy' as const,
    name: `policy-${made}`,
    uid: clock.uuid(),
    spec: { timeZone: 'UTC', overlap: 'skip', missed: 'skip', ...policy },
    ...facts,
  } as PolicyItem;
  const spec: ScheduleSpec = {
    policy: policyItem.name,
    backup: {
      cluster: ref.name,
      locations: [location.name],
      selection: selectionSchema.parse(Array.isArray(selected) ? { namespaces: selected } : selected),
      crossCloud: false,
      offload: true,
      snapshotClasses: {},
      localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
      settings: { unreachableTimeout: '2m' },
      quiesceGroup: 'namespace',
      maxFreeze: '5m',
      onMaxFreeze: 'fail',
      labels: {},
    },
    refs: { cluster: ref, locations: [location], policy: { name: policyItem.name, uid: policyItem.uid } },
    since: at,
  };
  const item = {
    kind: 'schedule' as const,
    name: `schedule-${made}`,
    uid: clock.uuid(),
    spec,
    ...facts,
  } as ScheduleItem;
  const validated = { observedGeneration: 1, at };
  const status = { validated, clusters: { [ref.clusterId]: validated } };
  await catalog.writeStatus('location', location.name, location.uid, status);
  await catalog.create(policyItem);
  await catalog.create(item);
  await slots.begin(item.uid, item.name, at);
  const bound = bind(item, policyItem);
  if (!bound) throw new Error('the schedule is not bound');
  await applySchedule({ ...plane.services, schedules: plane.schedules }, bound);
  return bound;
}

/** What POST /v1/schedules/{name}/run starts, to its end and what follows it. */
export async function runNow(world: World, bound: BoundSchedule): Promise<Operation> {
  const ended = await world.ended(await beginNow(world, bound));
  await world.plane.clock.advance(2 * MINUTE);
  return ended;
}

/** What POST /v1/schedules/{name}/run starts. @returns the operation's id */
export async function beginNow(world: World, bound: BoundSchedule): Promise<string> {
  const { catalog, clock, executions, ledger } = world.plane.services;
  const draft = await draftRun(world.plane.services, bound);
  const { name, uid } = bound.item;
  const slot = {
    schedule: { name, uid },
    entries: [bound.policy.spec.entries[0]?.id ?? ''],
    scheduledTime: slotTextOf(clock.now()),
    onDemand: true as const,
  };
  const operationId = operationIdOf('backup', [uid, clock.uuid()]);
  const user = { kind: 'backup', name: operationId };
  await catalog.addUse({ kind: 'cluster', name: draft.cluster.name }, user);
  await ledger.createOperation(rowOfRun(world.plane.services, bound, { operationId, slot, draft }));
  await executions.start('backup', { operationId, epoch: 1 });
  return operationId;
}

/** Every record of the schedule, by its slot; runs that are for no slot apart. */
export async function recordsOf({ plane }: World, { item }: BoundSchedule) {
  const { ledger } = plane.services;
  const read = async (phase?: 'Deleted') =>
    (await ledger.listOperations({ scheduleUid: item.uid, ...(phase ? { phase } : {}) }, undefined, 200)).items;
  const all = [...(await read()), ...(await read('Deleted'))];
  const isSlot = ({ slot }: Operation) => !slot?.late && !slot?.onDemand;
  const slots = Map.groupBy(all.filter(isSlot), ({ slot }) => slot?.scheduledTime ?? '');
  return { all, slots, others: all.filter((one) => !isSlot(one)) };
}

/** The slots from its beginning to its suspension. */
export function pastSlots({ plane }: World, { item, timing }: BoundSchedule): string[] {
  const until = new Date(suspendedAt.get(item.uid) ?? plane.clock.now());
  return slotsBetween(timing, new Date(item.spec.since), until).map(({ at }) => `${at.toISOString().slice(0, 19)}Z`);
}

const suspendedAt = new Map<string, number>();

/** As the API does. Twice is once. */
export async function suspend({ plane }: World, { item, policy }: BoundSchedule): Promise<void> {
  const { catalog, clock } = plane.services;
  if (suspendedAt.has(item.uid)) return;
  suspendedAt.set(item.uid, plane.clock.now());
  const suspended = { at: clock.now().toISOString(), by: 'asl', reason: 'enough' };
  const change = { kind: 'schedule' as const, name: item.name, uid: item.uid, spec: { ...item.spec, suspended } };
  const changed = await catalog.update(change, item.generation);
  const bound = bind(changed, policy);
  if (bound) await applySchedule({ ...plane.services, schedules: plane.schedules }, bound);
}

/** Ids of the backups of a cluster that have anything at the location, and the kopia snapshots that each seal lists. */
export async function readLocation({ plane, location: ref }: World, { ref: { clusterId } }: AslCluster) {
  const location = await plane.services.locations.open(ref);
  const { keys } = await plane.bucket.list(`backups/${clusterId}/`);
  const backups = [...new Set(keys.map(({ key }) => key.split('/')[2] ?? ''))];
  const seals = new Map<string, string[]>();
  for (const backupId of backups) {
    const place = { clusterId, backupId, locationUid: location.locationUid };
    const body = await plane.bucket.get(sealPath(place));
    const { volumes } = body ? parseSeal(body, sealKey(location), place) : { volumes: [] };
    if (body)
      seals.set(
        backupId,
        volumes.flatMap(({ kopiaId }) => kopiaId ?? []),
      );
  }
  return { seals, backups };
}
