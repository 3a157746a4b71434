import { toFault } from '../domain/errors.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import type { Uses } from '../platform/services.ts';
import { applySchedule, isApplied } from '../scheduling/apply-schedule.ts';
import { type BoundSchedule, listSchedules } from '../scheduling/read-schedule.ts';
import type { Schedules } from '../services/schedules/schedules.ts';
import { type CheckServices, checkSchedule } from './check-schedule.ts';
import { createSettler } from './complete-written.ts';
import { checkNewestGood, measureSchedules } from './measure-schedules.ts';
import { runLate } from './run-late.ts';

const CONCURRENCY = 8;
const RESERVE_MS = 20_000;
const CLUSTERS_AT_ONCE = 32;
/** Long enough to find out that a cluster does not answer. */
const LATE_RESERVE_MS = 40_000;
/** Of one schedule in one turn; the sweep tells of the others. */
const MAX_TOLD = 20;

type Dependencies = CheckServices & Parameters<typeof createSettler>[0] & Uses<'clusters'> & { schedules: Schedules };

/**
 * Looks through the slots that have passed: one without a record was missed (the control plane was down, a delivery was
 * lost) and gets its Missed record, of which receivers are told; then, if the policy says so, one late run for all that
 * were. What a change of a policy left outdated in EventBridge Scheduler is brought up to date too. Runs every five minutes;
 * one schedule's trouble never keeps the others waiting, and where the time ends the next turn goes on. Receivers and
 * clusters, which may not answer, come last, and one that does not is tried once.
 */
export function checkSlots(services: Dependencies) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ schedules: number; missed: number }> => {
    const { log, slots } = services;
    const states = new Map((await slots.list()).map((state) => [state.scheduleUid, state]));
    const checkedUntil = ({ item }: BoundSchedule) => states.get(item.uid)?.checkedUntil ?? '';
    // Where the time does not do for all, none waits for good.
    const bound = (await listSchedules(services)).toSorted((a, b) => (checkedUntil(a) < checkedUntil(b) ? -1 : 1));
    const owing: BoundSchedule[] = [];
    const untold: string[] = [];
    let missed = 0;
    await inParallel(bound, CONCURRENCY, async (schedule) => {
      if (!hasTime(context, RESERVE_MS)) return;
      await attempt(schedule, async () => {
        if (!isApplied(services, schedule)) await applySchedule(services, schedule);
        const { written, owesRun } = await checkSchedule(services, schedule, states.get(schedule.item.uid));
        missed += written.length;
        untold.push(...written.slice(-MAX_TOLD));
        if (owesRun) owing.push(schedule);
        const state = await checkNewestGood(services, states.get(schedule.item.uid));
        if (state) states.set(schedule.item.uid, state);
      });
    });
    measureSchedules(services, bound, states);
    const settle = createSettler(services);
    await inParallel(untold, CONCURRENCY, async (id) => {
      if (hasTime(context, LATE_RESERVE_MS)) await settle(id);
    });
    const byCluster = Map.groupBy(owing, ({ item }) => item.spec.refs.cluster.clusterId);
    await inParallel([...byCluster.values()], CLUSTERS_AT_ONCE, async (some) => {
      let answers = true;
      for (const schedule of some) {
        if (!answers || !hasTime(context, LATE_RESERVE_MS)) return;
        await attempt(schedule, async () => {
          answers = await runLate(services, schedule);
        });
      }
    });
    return { schedules: bound.length, missed };

    async function attempt({ item }: BoundSchedule, work: () => Promise<void>): Promise<void> {
      try {
        await work();
      } catch (thrown) {
        const { code, message: reason } = toFault(thrown);
        log.error('slots not checked', { schedule: item.name, code, reason });
      }
    }
  };
}
