import type { ScheduleSpec } from '../../domain/schedule/schedule-spec.ts';
import type { Services } from '../../platform/services.ts';
import type { CatalogKind } from '../../services/catalog/catalog.ts';

export interface Used {
  kind: CatalogKind;
  name: string;
}

/** What a schedule relies on: none of it can be removed while the schedule is there. */
export function useOf({ refs }: Pick<ScheduleSpec, 'refs'>): Used[] {
  return [
    { kind: 'policy', name: refs.policy.name },
    { kind: 'cluster', name: refs.cluster.name },
    ...refs.locations.map(({ name }) => ({ kind: 'location' as const, name })),
  ];
}

/** Takes the schedule off the users of what it relied on and does no more. */
export async function withdraw(
  { catalog }: Pick<Services, 'catalog'>,
  name: string,
  before: readonly Used[],
  now: readonly Used[],
): Promise<void> {
  const stays = ({ kind, name: used }: Used) => now.some((one) => one.kind === kind && one.name === used);
  for (const used of before) if (!stays(used)) await catalog.removeUse(used, { kind: 'schedule', name });
}
