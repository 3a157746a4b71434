import { type ApiClient, answered } from '../../client/client.ts';
import { renderSchedules } from '../../functions/domain/schedule/render-schedule.ts';
import { inParallel } from '../../functions/platform/in-parallel.ts';
import type { Uses } from '../../functions/platform/services.ts';
import { CLUSTER, LOCATION } from '../../local/start/demo.ts';

const CONCURRENCY = 20;
export const ENTRY = 'daily';

export interface Seeded {
  uids: string[];
  seconds: number;
}

/**
 * So many schedules of one policy that fires daily at this minute. The API makes the policy and the first schedule; the
 * others are written as it wrote that one, since it would look at the cluster ten thousand times. The sync tells
 * EventBridge Scheduler of them.
 */
export async function seedSchedules(
  { catalog, clock, slots }: Uses<'catalog' | 'clock' | 'slots'>,
  api: ApiClient,
  { namespace }: { namespace: string },
  count: number,
  at: Date,
): Promise<Seeded> {
  const time = at.toISOString().slice(11, 16);
  const policyName = `at-${time.replace(':', '-')}`;
  const entries = [{ id: ENTRY, kind: 'daily' as const, at: time, keep: 3 }];
  await answered(api.POST('/v1/policies', { body: { name: policyName, timeZone: 'UTC', entries } }));
  const backup = { cluster: CLUSTER, locations: [LOCATION], selection: { namespaces: [namespace] } };
  await answered(api.POST('/v1/schedules', { body: { name: `${policyName}-0`, policy: policyName, backup } }));
  const policy = await catalog.read('policy', policyName);
  const first = await catalog.read('schedule', `${policyName}-0`);
  if (!policy || !first) throw new Error(`${policyName} was not made`);

  const began = performance.now();
  const uids = [first.uid];
  const others = Array.from({ length: count - 1 }, (_, n) => `${policyName}-${n + 1}`);
  await inParallel(others, CONCURRENCY, async (name) => {
    const item = { ...first, name, uid: clock.uuid() };
    const applied = renderSchedules(item, policy.spec, clock.now()).map((one) => one.name);
    await catalog.create({ ...item, status: { applied } });
    await slots.begin(item.uid, name, item.spec.since);
    uids.push(item.uid);
  });
  return { uids, seconds: (performance.now() - began) / 1000 };
}
