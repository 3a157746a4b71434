import { isWhole } from '../domain/backup/good-backup.ts';
import { causeOf } from '../domain/errors.ts';
import { latenessOf } from '../domain/schedule/slots.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import type { Uses } from '../platform/services.ts';
import { applySchedule, isApplied } from '../scheduling/apply-schedule.ts';
import { type BoundSchedule, listSchedules, slotsCountSince } from '../scheduling/read-schedule.ts';
import type { SlotState } from '../services/catalog/catalog.ts';
import type { Schedules } from '../services/schedules/schedules.ts';
import { type CheckServices, checkSchedule } from './check-schedule.ts';
import { createSettler } from './complete-written.ts';
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
        log.error('slots not checked', { schedule: item.name, ...causeOf(thrown) });
      }
    }
  };
}

/**
 * Each schedule with an age of its own is a metric that CloudWatch bills with 0.30 $ a month: 30 $ for the first hundred by
 * name. The worst lateness counts them all, and is the one to put an alarm on.
 */
const MAX_MEASURED = 100;

/** How old the newest good backup of each schedule is, and how late the latest; of those that are not suspended. */
export function measureSchedules(
  { clock, metrics }: Uses<'clock' | 'metrics'>,
  schedules: readonly BoundSchedule[],
  states: ReadonlyMap<string, SlotState>,
): void {
  const now = clock.now();
  const active = schedules
    .filter(({ item }) => !item.spec.suspended)
    .toSorted((a, b) => (a.item.name < b.item.name ? -1 : 1));
  let latest = 0;
  for (const [n, schedule] of active.entries()) {
    const since = slotsCountSince(schedule);
    const good = new Date(states.get(schedule.item.uid)?.newestGoodAt ?? since);
    // Suspended for a month, or under a new policy, it is not late by what it was not to do.
    latest = Math.max(latest, latenessOf(schedule.timing, good > since ? good : since, now));
    if (n >= MAX_MEASURED) continue;
    const age = (now.getTime() - good.getTime()) / 1000;
    metrics.emit({ NewestBackupAgeSeconds: age }, { schedule: schedule.item.name });
  }
  if (active.length > 0) metrics.emit({ NewestBackupLateness: latest });
}

/**
 * A schedule's newest good backup may have been deleted by force, or have lost its seal: then it is an older one again,
 * and its age says so. Rows of an earlier release do not say which one it is.
 * @returns the state as it stands
 */
async function checkNewestGood({ ledger, slots }: Uses<'ledger' | 'slots'>, state: SlotState | undefined) {
  if (state?.newestGoodAt === undefined) return state;
  const known = state.newestGood === undefined ? undefined : await ledger.readOperation(state.newestGood);
  if (known && isWhole(known)) return state;
  const good = (await ledger.listBySchedule(state.scheduleUid)).filter((one) => isWhole(one) && one.startedAt);
  const [newest] = good.toSorted((a, b) => (String(a.startedAt) < String(b.startedAt) ? 1 : -1));
  const found = { newestGoodAt: newest?.startedAt, newestGood: newest?.operationId };
  // A run may have ended meanwhile.
  if ((await slots.read(state.scheduleUid))?.newestGoodAt !== state.newestGoodAt) return state;
  await slots.note(state.scheduleUid, found);
  const { newestGoodAt: _, newestGood: __, ...rest } = state;
  return newest?.startedAt ? { ...rest, newestGoodAt: newest.startedAt, newestGood: newest.operationId } : rest;
}
