import { nextRuns, skippedRuns } from '../../domain/schedule/next-runs.ts';
import { timingOf } from '../../domain/schedule/render-schedule.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import { readKeptBackups } from '../../operations/kept-backups.ts';
import type { Services } from '../../platform/services.ts';
import type { ScheduleItem } from '../../services/catalog/catalog.ts';
import { route } from '../http/contract.ts';
import { readItem } from '../read-item.ts';
import { warnOfReferences } from '../reference-warnings.ts';
import { nextRunsQuerySchema } from './schema.ts';

export const listNextRuns = route({
  operationId: 'listNextRuns',
  route: 'GET /v1/policies/{name}/next-runs',
  scope: 'read',
  summary: 'The next runs, and what retention deletes after each',
  query: nextRunsQuerySchema,
  answer: 'NextRuns',
  handle: async (services: Pick<Services, 'catalog' | 'clock' | 'ledger'>, { params, query }) => {
    const { count, schedule: name, after = services.clock.now() } = query;
    const policy = await readItem(services, 'policy', params.name);
    const schedule = name === undefined ? undefined : await readItem(services, 'schedule', name);
    const timing = timingOf(schedule ?? policy, policy.spec);
    const there = schedule ? await readKeptBackups(services, schedule.uid) : [];
    const isWanted = schedule ? { isWanted: wantedBy(schedule.spec) } : {};
    const runs = nextRuns(timing, policy.spec, { after, count, there, ...isWanted });
    const last = runs.at(-1)?.at ?? after;
    const [ofRefs = []] = await warnOfReferences(services, schedule ? [schedule.spec.refs] : []);
    return {
      timeZone: timing.timeZone,
      items: runs.map(({ at, ...run }) => ({ at: at.toISOString(), ...run })),
      skipped: skippedRuns(timing, after, last),
      warnings: [...suspensionWarnings(schedule), ...ofRefs],
    };
  },
});

function suspensionWarnings(schedule: ScheduleItem | undefined): string[] {
  const { at, reason } = schedule?.spec.suspended ?? {};
  return at
    ? [
        `schedule ${schedule?.name} is suspended since ${at} (${reason}): until it is resumed none of these runs begins, and none of these backups is deleted`,
      ]
    : [];
}
