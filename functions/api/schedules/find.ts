import type { Services } from '../../platform/services.ts';
import type { ScheduleItem } from '../../scheduling/read-schedule.ts';
import { notFound } from '../../services/catalog/catalog.ts';

/** @throws Fault Rejected `schedule.not_found` */
export async function readScheduleItem({ catalog }: Pick<Services, 'catalog'>, name: string): Promise<ScheduleItem> {
  const found = await catalog.read('schedule', name);
  if (!found) throw notFound('schedule', name);
  return found;
}
