import { renderSchedules } from '../../domain/schedule/render-schedule.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import type { Services } from '../services.ts';
import type { BoundSchedule } from './read-schedule.ts';

type Used = Pick<Services, 'catalog' | 'clock'> & { schedules: Schedules };

/** Whether EventBridge Scheduler was told of the schedule and its policy as they are now. */
export function isApplied({ clock }: Pick<Services, 'clock'>, { item, policy }: BoundSchedule): boolean {
  const names = renderSchedules(item, policy.spec, clock.now()).map(({ name }) => name);
  const applied = (item.status.applied ?? []) as string[];
  return names.every((name) => applied.includes(name)) && (names.length > 0 || applied.length === 0);
}

/**
 * Makes EventBridge Scheduler hold of a schedule what it should, and nothing else. New ones come before old ones go: a slot
 * that both deliver is one run, one that neither does would be missed.
 */
export async function applySchedule(services: Used, { item, policy }: BoundSchedule): Promise<void> {
  const { catalog, clock, schedules } = services;
  const wanted = renderSchedules(item, policy.spec, clock.now());
  const names = new Set(wanted.map(({ name }) => name));
  for (const one of wanted) await schedules.ensure(one);
  for (const name of await schedules.list(`${item.uid}-`)) if (!names.has(name)) await schedules.remove(name);
  await catalog.writeStatus('schedule', item.name, item.uid, { applied: [...names] });
}
