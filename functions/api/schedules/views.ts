import type * as z from 'zod';
import { namesOf } from '../../domain/backup/reduced.ts';
import type { ScheduledBackup } from '../../domain/schedule/schedule-spec.ts';
import { slotsAfter } from '../../domain/schedule/slots.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Uses } from '../../platform/services.ts';
import { isApplied } from '../../scheduling/apply-schedule.ts';
import { bind, type PolicyItem } from '../../scheduling/read-schedule.ts';
import type { ScheduleItem, SlotState } from '../../services/catalog/catalog.ts';
import type { Clock } from '../../services/clock/clock.ts';
import { shown } from '../http/shown.ts';
import type { Shown } from '../read-item.ts';
import { warnOfReferences } from '../reference-warnings.ts';
import { policyAnswer, scheduleAnswer } from './answers.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'slots'>;

/** However many they are: one read of each kind of what stands beside them. */
export async function viewSchedules(services: Dependencies, items: readonly ScheduleItem[]) {
  return items.map(await viewFor(services, items));
}

export async function viewSchedule(services: Dependencies, item: ScheduleItem) {
  return (await viewFor(services, [item]))(item, 0);
}

async function viewFor(services: Dependencies, items: readonly ScheduleItem[]) {
  const { catalog, clock, slots } = services;
  const policyNames = items.map(({ spec }) => spec.policy);
  const refs = items.map(({ spec }) => spec.refs);
  const [policies, states, warnings] = await Promise.all([
    catalog.readMany('policy', policyNames),
    slots.readMany(items.map(({ uid }) => uid)),
    warnOfReferences(services, refs),
  ]);
  return (item: ScheduleItem, n: number) => {
    const policy = policies.get(item.spec.policy);
    return scheduleView(item, { policy, state: states.get(item.uid), warnings: warnings[n] ?? [], clock });
  };
}

const SHOWN_RUNS = 3;

export function policyView(item: Shown<'policy'>): z.input<typeof policyAnswer> {
  return shown(policyAnswer, { ...item, ...item.spec });
}

interface Beside {
  policy: PolicyItem | undefined;
  state: SlotState | undefined;
  /** Of its cluster and its location. */
  warnings: string[];
  clock: Clock;
}

export function scheduleView(item: ScheduleItem, { policy, state, warnings, clock }: Beside) {
  const { spec } = item;
  const bound = policy && bind(item, policy);
  const nextRuns = bound && !spec.suspended ? timesOf(slotsAfter(bound.timing, clock.now())) : [];
  return shown(scheduleAnswer, {
    ...state,
    ...item,
    ...spec,
    backup: shownBackup(spec.backup),
    mayBeDeleted: spec.mayBeDeleted ?? [],
    nextRuns,
    applied: bound !== undefined && isApplied({ clock }, bound),
    warnings: [
      ...warningsOf(spec, bound !== undefined, nextRuns),
      ...ignoredIn(spec.backup),
      ...warnOfRuns(state),
      ...warnings,
    ],
  });
}

/** Rows of before it was the cluster's alone may have an image; what is shown can be sent back. */
function shownBackup({ settings, ...backup }: ScheduledBackup): ScheduledBackup {
  const { moverImage: _, ...shown }: Settings = settings ?? {};
  return settings ? { ...backup, settings: shown } : backup;
}

function ignoredIn({ settings }: ScheduledBackup): string[] {
  const has = settings !== undefined && 'moverImage' in settings;
  return has ? ['settings.moverImage of the schedule is ignored: the settings of its cluster decide it'] : [];
}

function warningsOf({ policy, suspended }: ScheduleItem['spec'], isBound: boolean, nextRuns: string[]): string[] {
  if (!isBound) return [`policy ${policy} is gone, or another one now: nothing runs`];
  return nextRuns.length > 0 || suspended ? [] : [`policy ${policy} has no run in the future: nothing runs any more`];
}

/** What its newest runs lack, and which backups stay for that. */
function warnOfRuns({ lacking, outlasting }: Partial<SlotState> = {}): string[] {
  const remedy = 'if that is meant, name them in mayBeDeleted';
  return [
    ...(lacking
      ? [`backup.reduced: ${lacking.backup} has no data of ${namesOf(lacking)}, which ${lacking.than} has; ${remedy}`]
      : []),
    ...(outlasting
      ? [`backup.outlasting: retention keeps ${listOf(outlasting)}, since no newer backup has all of their data`]
      : []),
  ];
}

function listOf({ backups, count }: NonNullable<SlotState['outlasting']>): string {
  const named = backups.slice(0, 5);
  return count > named.length ? `${named.join(', ')} and ${count - named.length} more backups` : named.join(', ');
}

function timesOf(slots: Iterable<{ at: Date }>): string[] {
  const times: string[] = [];
  for (const { at } of slots) {
    times.push(at.toISOString());
    if (times.length >= SHOWN_RUNS) break;
  }
  return times;
}
