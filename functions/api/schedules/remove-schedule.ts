import { toFault } from '../../domain/errors.ts';
import type { Uses } from '../../platform/services.ts';
import type { ScheduleItem } from '../../scheduling/read-schedule.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import type { ApiRequest } from '../http/request.ts';
import { removeItem } from '../remove-item.ts';
import { withLease } from '../with-lease.ts';
import { leaseOf, useOf, withdraw } from './change-schedule.ts';

export type RemoveScheduleServices = Uses<'catalog' | 'leases' | 'ledger' | 'secrets' | 'slots'> & {
  schedules: Schedules;
};

/**
 * Takes a schedule away with everything that fires it. Its backups stay, and so does a run that has begun. The catalogue
 * goes first: what is left of it in EventBridge Scheduler is then nobody's, and the hourly sync removes it.
 */
export async function removeSchedule(
  services: RemoveScheduleServices,
  request: Pick<ApiRequest, 'requestId'>,
  { name, generation }: { name: string; generation: number | '*' },
): Promise<ScheduleItem> {
  const { schedules, slots } = services;
  return await withLease(services, request, leaseOf(name), async () => {
    const item = await removeItem(services, { kind: 'schedule', name, generation }, () => []);
    for (const one of await schedules.list(`${item.uid}-`)) await schedules.remove(one);
    await withdraw(services, name, useOf(item.spec), []);
    await slots.close(item.uid);
    return item;
  });
}

/** Of a thing that is removed by force: its schedules go with it. One that is gone already is fine: false. */
export function scheduleRemover(services: RemoveScheduleServices, request: Pick<ApiRequest, 'requestId'>) {
  return async (name: string): Promise<boolean> => {
    try {
      await removeSchedule(services, request, { name, generation: '*' });
      return true;
    } catch (thrown) {
      if (toFault(thrown).code !== 'schedule.not_found') throw thrown;
      return false;
    }
  };
}
