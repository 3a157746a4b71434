import { type RenderedSchedule, renderSchedules } from '../domain/schedule/render-schedule.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { listSchedules } from '../scheduling/read-schedule.ts';
import type { Schedules } from '../services/schedules/schedules.ts';

const CONCURRENCY = 10;

type Dependencies = Uses<'catalog' | 'clock' | 'log'> & { schedules: Schedules };

/**
 * Compares what EventBridge Scheduler holds with what the catalogue says, and mends it in both directions: what is missing is
 * made, what is nobody's any more goes. A name tells the whole content, so the list of names is enough.
 */
export function syncSchedules(services: Dependencies) {
  return async (): Promise<{ wanted: number; made: number; removed: number }> => {
    const { log, schedules } = services;
    const there = new Set(await schedules.list());
    // The catalogue is read after the list: what is made in between is in the catalogue already.
    const wanted = await readWanted();
    const names = new Set(wanted.map(({ name }) => name));
    const missing = wanted.filter(({ name }) => !there.has(name));
    const strays = new Set([...there].filter((name) => !names.has(name)));
    await inParallel(missing, CONCURRENCY, (one) => schedules.ensure(one));
    await inParallel([...strays], CONCURRENCY, (name) => schedules.remove(name));
    // Somebody may have resumed a schedule since: it fires under its old names.
    const again = strays.size > 0 ? await readWanted() : [];
    const wronged = again.filter(({ name }) => strays.has(name));
    await inParallel(wronged, CONCURRENCY, (one) => schedules.ensure(one));
    if (missing.length + strays.size > 0) log.warn('schedules mended', { made: missing.length, removed: strays.size });
    return { wanted: wanted.length, made: missing.length, removed: strays.size };
  };

  async function readWanted(): Promise<RenderedSchedule[]> {
    const bound = await listSchedules(services);
    return bound.flatMap(({ item, policy }) => renderSchedules(item, policy.spec, services.clock.now()));
  }
}
