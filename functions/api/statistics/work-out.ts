import type * as z from 'zod';
import { OPERATION_KINDS, OPERATION_PREFIXES } from '../../domain/ids.ts';
import { isValid } from '../../domain/location/location-spec.ts';
import { OPEN_PHASES, PHASES } from '../../domain/operation/phase.ts';
import { type Ends, endsSince, firstHour, type HourCounts } from '../../domain/statistics/hour-counts.ts';
import { readOperations } from '../../operations/read-operations.ts';
import { listAllItems } from '../../platform/list-all-items.ts';
import type { Uses } from '../../platform/services.ts';
import type { ClusterItem, LocationItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { shown } from '../http/shown.ts';
import { statisticsAnswer } from './answers.ts';
import {
  inOrder,
  needOfFailed,
  needOfResiduals,
  needOfSchedule,
  needsOfCluster,
  needsOfLocation,
} from './needs-person.ts';

type Statistics = z.input<typeof statisticsAnswer>;
type Dependencies = Uses<'catalog' | 'clock' | 'ledger' | 'log' | 'slots'>;

const DAY = 24;
const WEEK = 7 * DAY;
/** Operations that are read, newest ends first. */
const MOST_READ = 50;
const MOST_THINGS = 200;
const MOST_NEEDS = 100;
const LONGEST_MESSAGE = 500;

/** From rows that are few however many operations there are: the catalogue, the hours of a week, the index of what is open. */
export async function workOut(services: Dependencies): Promise<Statistics> {
  const { catalog, clock, ledger, slots } = services;
  const now = clock.now();
  const [hours, open, clusters, locations, schedules] = await Promise.all([
    ledger.readHours(),
    ledger.listOpen(),
    listAllItems(catalog, 'cluster'),
    listAllItems(catalog, 'location'),
    slots.list(),
  ]);
  const states = new Map(schedules.map((state) => [state.scheduleUid, state]));
  const ended = open.filter(({ phase }) => !isOpen(phase)).map(({ operationId }) => operationId);
  const [failed, left] = await Promise.all([
    readSome(services, failedIn(hours, firstHour(now, DAY))),
    readSome(services, ended.slice(0, MOST_READ)),
  ]);
  const needs = inOrder([
    ...failed.flatMap((operation) => needOfFailed(operation, states)),
    ...left.flatMap(needOfResiduals),
    ...schedules.flatMap(needOfSchedule),
    ...clusters.flatMap((item) => needsOfCluster(item, now)),
    ...locations.flatMap((item) => needsOfLocation(item, now)),
  ]);
  return {
    at: isoNow(clock),
    ...countedSince(hours, firstHour(now, WEEK)),
    operations: {
      day: endsSince(hours, firstHour(now, DAY)),
      week: endsSince(hours, firstHour(now, WEEK)),
      open: openOf(open),
    },
    clusters: clusters.map(clusterLine).toSorted(byState).slice(0, MOST_THINGS),
    locations: locations.map(locationLine).toSorted(byState).slice(0, MOST_THINGS),
    needsPerson: { count: needs.length, items: needs.slice(0, MOST_NEEDS).map(shortened) },
  };
}

/** On a row that is kept: what ran in a pod may have said much. */
function shortened<Need extends { message: string }>(need: Need): Need {
  const { message } = need;
  return message.length > LONGEST_MESSAGE ? { ...need, message: `${message.slice(0, LONGEST_MESSAGE)}…` } : need;
}

function isOpen(phase: string): boolean {
  return [...OPEN_PHASES].some((one) => one === phase);
}

async function readSome(services: Dependencies, ids: string[]) {
  return await readOperations(services, ids, ({ code, message: reason }) => {
    services.log.error('operation left out', { code, reason });
  });
}

/** The newest, without those that a retry has done over. */
function failedIn(hours: readonly HourCounts[], first: string): string[] {
  const mended = new Set(hours.flatMap((row) => row.mended ?? []));
  const newest = hours.filter(({ hour }) => hour >= first).toSorted((a, b) => (a.hour < b.hour ? 1 : -1));
  const ids = newest.flatMap(({ failed = [] }) => failed.toReversed());
  return [...new Set(ids)].filter((id) => !mended.has(id)).slice(0, MOST_READ);
}

function countedSince(hours: readonly HourCounts[], first: string) {
  const [oldest] = hours.map(({ hour }) => hour).toSorted();
  return oldest === undefined || oldest <= first ? {} : { countedSince: `${oldest}:00:00.000Z` };
}

/** By the prefix of their ids: the index has no more. */
function openOf(open: readonly { operationId: string; phase: string }[]): Ends[] {
  const counts = OPERATION_KINDS.flatMap((kind) =>
    PHASES.filter((phase) => OPEN_PHASES.has(phase)).map((phase) => {
      const those = open.filter((one) => one.phase === phase && one.operationId.startsWith(OPERATION_PREFIXES[kind]));
      return { kind, phase, count: those.length };
    }),
  );
  return counts.filter((one): one is Ends => one.count > 0);
}

function clusterLine({ name, status }: ClusterItem): Statistics['clusters'][number] {
  const { credentialsExpireAt, protection, reason } = status;
  return {
    name,
    state: reason ? 'Invalid' : 'Valid',
    credentialsExpireAt,
    protection: protection && shown(statisticsAnswer.shape.clusters.element.shape.protection.unwrap(), protection),
  };
}

function locationLine({ name, generation, status }: LocationItem): Statistics['locations'][number] {
  const { validated, credentialsExpireAt, maintenance } = status;
  const isSeen = validated?.observedGeneration === generation;
  const state = isValid(validated, generation) ? 'Valid' : isSeen ? 'Invalid' : 'NotValidated';
  const bytes = maintenance?.bytes;
  return { name, state, credentialsExpireAt, ...(bytes === undefined ? {} : { bytes, bytesAt: maintenance?.at }) };
}

function byState(a: { name: string; state: string }, b: { name: string; state: string }): number {
  const [isFirst, isOther] = [a.state === 'Valid', b.state === 'Valid'];
  if (isFirst !== isOther) return isFirst ? 1 : -1;
  return a.name < b.name ? -1 : 1;
}
