import { Fault } from '../domain/errors.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import type { Ref } from '../domain/operation/refs.ts';
import { timingOf } from '../domain/schedule/render-schedule.ts';
import { backupNameOf } from '../domain/schedule/schedule-spec.ts';
import type { Timing } from '../domain/schedule/slots.ts';
import { type BackupDraft, draftBackup, specOf } from '../operations/draft-backup.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Uses } from '../platform/services.ts';
import type { CatalogItem } from '../services/catalog/catalog.ts';

export type ScheduleItem = CatalogItem<'schedule'>;
export type PolicyItem = CatalogItem<'policy'>;

/** A schedule with the policy that it is bound to. */
export interface BoundSchedule {
  item: ScheduleItem;
  policy: PolicyItem;
  timing: Timing;
}

/** undefined when the schedule, or the policy that it means, is gone. */
export async function readSchedule({ catalog, slots }: Uses<'catalog' | 'slots'>, uid: string) {
  const state = await slots.read(uid);
  return state && (await readAgain({ catalog }, { name: state.schedule, uid }));
}

/** The schedule of this name as it is now. @returns undefined when it, or the policy that it means, is gone */
export async function readAgain({ catalog }: Uses<'catalog'>, { name, uid }: Ref): Promise<BoundSchedule | undefined> {
  const item = await catalog.read('schedule', name);
  if (item?.uid !== uid || item.deletingAt) return undefined;
  const policy = await catalog.read('policy', item.spec.policy);
  return policy && bind(item, policy);
}

export function bind(item: ScheduleItem, policy: PolicyItem): BoundSchedule | undefined {
  if (policy.uid !== item.spec.refs.policy.uid) return undefined;
  return { item, policy, timing: timingOf(item, policy.spec) };
}

/** From when on the schedule's slots count: it was made or resumed, or got other times of day. */
export function slotsCountSince({ item, policy }: BoundSchedule): Date {
  return new Date(Math.max(Date.parse(item.spec.since), Date.parse(timedSince(policy))));
}

/** Since when the policy fires as it does now. */
export function timedSince({ spec, updatedAt }: Pick<PolicyItem, 'spec' | 'updatedAt'>): string {
  return spec.timedSince ?? updatedAt;
}

/**
 * What a run of the schedule means now.
 * @throws Fault Rejected when the cluster or location that it was made for is gone, another one, or not valid
 */
export async function draftRun(services: Uses<'catalog' | 'config'>, { item }: BoundSchedule): Promise<BackupDraft> {
  const draft = await draftBackup(services, item.spec.backup);
  const { cluster, locations } = item.spec.refs;
  if (draft.cluster.uid !== cluster.uid) {
    throw new Fault('cluster.not_found', `cluster ${cluster.name} is another one than the schedule was made for`);
  }
  const other = locations.find(({ uid }, at) => draft.locations[at]?.uid !== uid);
  if (other) {
    throw new Fault('location.not_found', `location ${other.name} is another one than the schedule was made for`);
  }
  return draft;
}

/** The row of a run. @param draft absent for a run that never will be one: Missed, Skipped, refused */
export function rowOfRun(
  services: Uses<'clock' | 'config'>,
  { item }: BoundSchedule,
  given: { operationId: string; slot: Slot; draft?: BackupDraft | undefined; more?: Partial<BackupOperation> },
): BackupOperation {
  const { slot, operationId, draft, more } = given;
  const { backup, refs } = item.spec;
  const spec = draft?.spec ?? specOf(services, backup, {});
  const late = slot.late ? [`the slot of ${slot.scheduledTime} was missed: this is its late run`] : [];
  const row = newOperation(
    {
      operationId,
      kind: 'backup',
      name: backupNameOf(item.name, new Date(slot.scheduledTime)),
      spec,
      refs: { cluster: refs.cluster, locations: refs.locations },
      slot,
      createdBy: `schedule ${item.name}`,
      labels: backup.labels,
      warnings: [...(draft?.warnings ?? []), ...late],
    },
    services.clock.now(),
  );
  return { ...row, ...more };
}

/** Every schedule of the catalogue with its policy; those whose policy is gone are left out: they have no slots. */
export async function listSchedules({ catalog }: Uses<'catalog'>): Promise<BoundSchedule[]> {
  const policies = new Map((await listAllItems(catalog, 'policy')).map((item) => [item.name, item]));
  const schedules = await listAllItems(catalog, 'schedule');
  return schedules.flatMap((item) => {
    const policy = item.deletingAt ? undefined : policies.get(item.spec.policy);
    return (policy && bind(item, policy)) ?? [];
  });
}
