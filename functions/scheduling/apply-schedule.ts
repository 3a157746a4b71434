import { renderSchedules } from '../domain/schedule/render-schedule.ts';
import type { Uses } from '../platform/services.ts';
import type { Schedules } from '../services/schedules/schedules.ts';
import { type BoundSchedule, readAgain } from './read-schedule.ts';

/** Somebody changes it meanwhile; more often than this is somebody's loop, and CheckSlots comes by. */
const TRIES = 3;

type Dependencies = Uses<'catalog' | 'clock'> & { schedules: Schedules };

/** Whether EventBridge Scheduler was told of the schedule and its policy as they are now. */
export function isApplied({ clock }: Uses<'clock'>, { item, policy }: BoundSchedule): boolean {
  const applied = item.status.applied ?? [];
  const namesAt = (now: Date) => renderSchedules(item, policy.spec, now).map(({ name }) => name);
  // One that has fired for good may still be among them.
  const ever = new Set(namesAt(new Date(0)));
  return namesAt(clock.now()).every((name) => applied.includes(name)) && applied.every((name) => ever.has(name));
}

/**
 * Makes EventBridge Scheduler hold of a schedule what it should, and nothing else. It is read before and after: of two who
 * apply it at once, the one that is done last has seen the last change.
 */
export async function applySchedule(services: Dependencies, { item }: BoundSchedule): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await readAgain(services, item);
    if (!before) return;
    await apply(services, before);
    const after = await readAgain(services, item);
    if (after && isSame(before, after)) return;
  }
}

function isSame(one: BoundSchedule, other: BoundSchedule): boolean {
  return one.item.generation === other.item.generation && one.policy.generation === other.policy.generation;
}

/** New ones come before old ones go: a slot that both deliver is one run, one that neither does would be missed. */
async function apply({ catalog, clock, schedules }: Dependencies, { item, policy }: BoundSchedule): Promise<void> {
  const wanted = renderSchedules(item, policy.spec, clock.now());
  const names = new Set(wanted.map(({ name }) => name));
  for (const one of wanted) await schedules.ensure(one);
  for (const name of await schedules.list(`${item.uid}-`)) if (!names.has(name)) await schedules.remove(name);
  await catalog.writeStatus('schedule', item.name, item.uid, { applied: [...names] });
}
