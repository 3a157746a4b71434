import type { CatalogItem, CatalogKind } from '../../services/catalog/catalog.ts';
import type { Services } from '../services.ts';
import { type BoundSchedule, bind, type PolicyItem, type ScheduleItem } from './read-schedule.ts';

/** Every schedule of the catalogue with its policy; those whose policy is gone are left out: they have no slots. */
export async function listSchedules({ catalog }: Pick<Services, 'catalog'>): Promise<BoundSchedule[]> {
  const policies = new Map((await listAll(catalog, 'policy')).map((item) => [item.name, item as PolicyItem]));
  const schedules = (await listAll(catalog, 'schedule')) as ScheduleItem[];
  return schedules.flatMap((item) => {
    const policy = item.deletingAt ? undefined : policies.get(item.spec.policy);
    return (policy && bind(item, policy)) ?? [];
  });
}

async function listAll(catalog: Services['catalog'], kind: CatalogKind): Promise<CatalogItem[]> {
  const all: CatalogItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await catalog.list(kind, cursor, 1000);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
