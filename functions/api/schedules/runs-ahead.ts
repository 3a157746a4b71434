import { keyOf, pageOf } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { skippedRuns } from '../../domain/schedule/next-runs.ts';
import { type RunAhead, runsAhead } from '../../domain/schedule/runs-ahead.ts';
import { wallTimeOf } from '../../domain/schedule/wall-time.ts';
import { secondsOf } from '../../domain/settings/settings.ts';
import type { Uses } from '../../platform/services.ts';
import { type BoundSchedule, listSchedules } from '../../scheduling/read-schedule.ts';
import { route } from '../http/contract.ts';
import { runsAheadQuerySchema } from './schema.ts';

/** Of one answer: a clock that is set forward skips a night for all schedules of a zone. */
const MAX_SKIPPED = 200;

/** A place between two pages: until when the first one has looked, and what was its last. */
interface Place {
  until: Date;
  at: Date;
  name: string;
}

export const listRunsAhead = route({
  operationId: 'listRunsAhead',
  route: 'GET /v1/schedules/next-runs',
  scope: 'read',
  summary: 'The runs ahead of all schedules, in the order of their times',
  query: runsAheadQuerySchema,
  answer: 'RunsAhead',
  handle: async (services: Uses<'catalog' | 'clock'>, { query }) => {
    const { within, cluster, limit, cursor } = query;
    const filter = { runsAhead: within, cluster };
    const now = services.clock.now();
    const from = cursor === undefined ? undefined : placeIn(keyOf(filter, cursor));
    const { until, at, name } = from ?? {
      until: new Date(now.getTime() + secondsOf(within) * 1000),
      at: now,
      name: '',
    };
    const bound = (await listSchedules(services))
      .filter(({ item }) => cluster === undefined || item.spec.refs.cluster.name === cluster)
      .map((one) => ({ ...one, name: one.item.name }));
    const runs: RunAhead<(typeof bound)[number]>[] = [];
    let isMore = false;
    for (const run of runsAhead(bound, { at, name: from ? name : BEHIND_ALL }, until)) {
      isMore = runs.length >= limit;
      if (isMore) break;
      runs.push(run);
    }
    const last = runs.at(-1);
    return {
      until: until.toISOString(),
      ...pageOf(runs.map(runView), filter, isMore && last ? textOf(until, last) : undefined),
      skipped: from ? [] : skippedBy(bound, now, until),
    };
  },
});

/** What is due at this moment runs by now. */
const BEHIND_ALL = '~';

function runView({ at, entries, schedule: { item, policy, timing } }: RunAhead<BoundSchedule & { name: string }>) {
  const { suspended, refs } = item.spec;
  return {
    at: at.toISOString(),
    local: wallTimeOf(at, timing.timeZone),
    timeZone: timing.timeZone,
    schedule: item.name,
    cluster: refs.cluster.name,
    policy: policy.name,
    entries,
    ...(suspended ? { suspended: { at: suspended.at, by: suspended.by, reason: suspended.reason } } : {}),
  };
}

function skippedBy(bound: readonly BoundSchedule[], from: Date, until: Date) {
  const all = bound.flatMap(({ item, policy, timing }) =>
    skippedRuns(timing, from, until)
      .filter(({ local }) => local > wallTimeOf(from, timing.timeZone) && local <= wallTimeOf(until, timing.timeZone))
      .map((one) => ({ schedule: item.name, policy: policy.name, ...one })),
  );
  return all.slice(0, MAX_SKIPPED);
}

function textOf(until: Date, { at, schedule }: RunAhead<{ name: string } & BoundSchedule>): string {
  return [until.toISOString(), at.toISOString(), schedule.name].join(' ');
}

/** @throws Fault Rejected `request.cursor_invalid` */
function placeIn(key: string): Place {
  const [until = '', at = '', name = ''] = key.split(' ');
  const place = { until: new Date(until), at: new Date(at), name };
  if (Number.isNaN(place.until.getTime()) || Number.isNaN(place.at.getTime())) {
    throw new Fault('request.cursor_invalid', 'the cursor does not belong to this list');
  }
  return place;
}
