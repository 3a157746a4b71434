import type * as z from 'zod';
import { nextRuns, skippedRuns } from '../../domain/schedule/next-runs.ts';
import type { PolicySpec } from '../../domain/schedule/policy-spec.ts';
import { timingOf } from '../../domain/schedule/render-schedule.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import { readKeptBackups } from '../../operations/kept-backups.ts';
import type { Uses } from '../../platform/services.ts';
import type { ScheduleItem } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { route } from '../http/contract.ts';
import { readItem } from '../read-item.ts';
import { warnOfReferences } from '../reference-warnings.ts';
import { nextRunsQuerySchema, policyReplacementSchema } from './schema.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'ledger'>;

export const listNextRuns = route({
  operationId: 'listNextRuns',
  route: 'GET /v1/policies/{name}/next-runs',
  scope: 'read',
  summary: 'The next runs, and what retention deletes after each',
  query: nextRunsQuerySchema,
  answer: 'NextRuns',
  handle: async (services: Dependencies, { params, query }) => {
    const { createdAt, spec } = await readItem(services, 'policy', params.name);
    return await runsOf(services, spec, createdAt, query);
  },
});

export const previewNextRuns = route({
  operationId: 'previewNextRuns',
  route: 'POST /v1/policies/next-runs',
  scope: 'read',
  summary: 'The next runs of a policy as it is typed, and what retention would delete after each; nothing is stored',
  body: policyReplacementSchema,
  query: nextRunsQuerySchema,
  changesNothing: true,
  answer: 'NextRuns',
  handle: async (services: Dependencies, { body, query }) =>
    await runsOf(services, body, isoNow(services.clock), query),
});

/** @param createdAt of the policy: its intervals are counted from it, or from the schedule that is named */
async function runsOf(
  services: Dependencies,
  policy: Pick<PolicySpec, 'timeZone' | 'entries' | 'overlap' | 'missed'>,
  createdAt: string,
  { count, schedule: name, after = services.clock.now() }: z.output<typeof nextRunsQuerySchema>,
) {
  const schedule = name === undefined ? undefined : await readItem(services, 'schedule', name);
  const timing = timingOf(schedule ?? { createdAt }, policy);
  const there = schedule ? await readKeptBackups(services, schedule.uid) : [];
  const isWanted = schedule ? { isWanted: wantedBy(schedule.spec) } : {};
  const runs = nextRuns(timing, policy, { after, count, there, ...isWanted });
  const last = runs.at(-1)?.at ?? after;
  const [ofRefs = []] = await warnOfReferences(services, schedule ? [schedule.spec.refs] : []);
  return {
    timeZone: timing.timeZone,
    items: runs.map(({ at, ...run }) => ({ at: at.toISOString(), ...run })),
    skipped: skippedRuns(timing, after, last),
    warnings: [...suspensionWarnings(schedule), ...ofRefs],
  };
}

function suspensionWarnings(schedule: ScheduleItem | undefined): string[] {
  const { at, reason } = schedule?.spec.suspended ?? {};
  const until = 'until it is resumed none of these runs begins, and none of these backups is deleted';
  return at ? [`schedule ${schedule?.name} is suspended since ${at} (${reason}): ${until}`] : [];
}
