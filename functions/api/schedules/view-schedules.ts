import type { Services } from '../../platform/services.ts';
import type { ScheduleItem } from '../../services/catalog/catalog.ts';
import { warnOfReferences } from '../reference-warnings.ts';
import { scheduleView } from './views.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'slots'>;

/** However many they are: one read of each kind of what stands beside them. */
export async function viewSchedules(services: Dependencies, items: readonly ScheduleItem[]) {
  return items.map(await viewFor(services, items));
}

export async function viewSchedule(services: Dependencies, item: ScheduleItem) {
  return (await viewFor(services, [item]))(item, 0);
}

async function viewFor(services: Dependencies, items: readonly ScheduleItem[]) {
  const { catalog, clock, slots } = services;
  const policyNames = items.map(({ spec }) => spec.policy);
  const refs = items.map(({ spec }) => spec.refs);
  const [policies, states, warnings] = await Promise.all([
    catalog.readMany('policy', policyNames),
    slots.readMany(items.map(({ uid }) => uid)),
    warnOfReferences(services, refs),
  ]);
  return (item: ScheduleItem, n: number) => {
    const policy = policies.get(item.spec.policy);
    return scheduleView(item, { policy, state: states.get(item.uid), warnings: warnings[n] ?? [], clock });
  };
}
