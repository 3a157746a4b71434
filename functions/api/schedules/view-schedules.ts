import type { Services } from '../../platform/services.ts';
import type { ScheduleItem } from '../../services/catalog/catalog.ts';
import { warnOfRefs } from '../warn-of-refs.ts';
import { scheduleView } from './views.ts';

type Needs = Pick<Services, 'catalog' | 'clock' | 'slots'>;

/** However many they are: one read of each kind of what stands beside them. */
export async function viewSchedules(services: Needs, items: readonly ScheduleItem[]) {
  return items.map(await viewFor(services, items));
}

export async function viewSchedule(services: Needs, item: ScheduleItem) {
  return (await viewFor(services, [item]))(item, 0);
}

async function viewFor(services: Needs, items: readonly ScheduleItem[]) {
  const { catalog, clock, slots } = services;
  const policyNames = items.map(({ spec }) => spec.policy);
  const refs = items.map(({ spec }) => spec.refs);
  const [policies, states, warnings] = await Promise.all([
    catalog.readMany('policy', policyNames),
    slots.readMany(items.map(({ uid }) => uid)),
    warnOfRefs(services, refs),
  ]);
  return (item: ScheduleItem, n: number) => {
    const policy = policies.get(item.spec.policy);
    return scheduleView(item, { policy, state: states.get(item.uid), warnings: warnings[n] ?? [], clock });
  };
}
