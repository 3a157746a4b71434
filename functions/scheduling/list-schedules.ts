import { listAllItems } from '../platform/list-all-items.ts';
import type { Services } from '../platform/services.ts';
import { type BoundSchedule, bind } from './read-schedule.ts';

/** Every schedule of the catalogue with its policy; those whose policy is gone are left out: they have no slots. */
export async function listSchedules({ catalog }: Pick<Services, 'catalog'>): Promise<BoundSchedule[]> {
  const policies = new Map((await listAllItems(catalog, 'policy')).map((item) => [item.name, item]));
  const schedules = await listAllItems(catalog, 'schedule');
  return schedules.flatMap((item) => {
    const policy = item.deletingAt ? undefined : policies.get(item.spec.policy);
    return (policy && bind(item, policy)) ?? [];
  });
}
