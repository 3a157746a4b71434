import { namedNamespaces } from '../../domain/backup/selection-spec.ts';
import type { ScheduleSpec } from '../../domain/schedule/schedule-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { applySchedule } from '../../scheduling/apply-schedule.ts';
import { bind } from '../../scheduling/read-schedule.ts';
import type { CatalogKind, ScheduleItem } from '../../services/catalog/catalog.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';
import { checkSystem } from '../check-system.ts';
import type { ApiRequest } from '../http/request.ts';
import { readItem } from '../read-item.ts';

/** Changes of one schedule come one after the other. */
export const leaseOf = (name: string) => `change#schedule#${name}`;

/** Best effort: CheckSlots applies within minutes what could not be applied now. */
export async function apply(
  services: Uses<'catalog' | 'clock' | 'log'> & { schedules: Schedules },
  item: ScheduleItem,
): Promise<ScheduleItem> {
  const policy = await services.catalog.read('policy', item.spec.policy);
  const bound = policy && bind(item, policy);
  try {
    if (bound) await applySchedule(services, bound);
  } catch (thrown) {
    services.log.warn('schedule not applied yet', { schedule: item.name, reason: String(thrown) });
  }
  return await readItem(services, 'schedule', item.name);
}

/** @param how it will protect no more: `deleted`; @throws Fault Rejected `namespace.wants_admin` */
export async function checkStops(services: Uses<'catalog'>, request: ApiRequest, name: string, how: string) {
  const { spec } = await readItem(services, 'schedule', name);
  const selected = { cluster: spec.refs.cluster, namespaces: namedNamespaces(spec.backup.selection) };
  await checkSystem(services, request, selected, `namespaces of a schedule that is ${how}`);
}

export interface Used {
  kind: CatalogKind;
  name: string;
}

/** What a schedule relies on: none of it can be removed while the schedule is there. */
export function useOf({ backup, refs }: Pick<ScheduleSpec, 'backup' | 'refs'>): Used[] {
  const rules = [backup.preExecRule, backup.postExecRule].filter((name) => name !== undefined);
  return [
    { kind: 'policy', name: refs.policy.name },
    { kind: 'cluster', name: refs.cluster.name },
    ...refs.locations.map(({ name }) => ({ kind: 'location' as const, name })),
    ...[...new Set(rules)].map((name) => ({ kind: 'rule' as const, name })),
  ];
}

/** Takes the schedule off the users of what it relied on and does no more. */
export async function withdraw({ catalog }: Uses<'catalog'>, name: string, before: Used[], now: Used[]): Promise<void> {
  const stays = ({ kind, name: used }: Used) => now.some((one) => one.kind === kind && one.name === used);
  for (const used of before) if (!stays(used)) await catalog.removeUse(used, { kind: 'schedule', name });
}
