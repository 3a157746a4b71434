import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { PhaseOf } from '../parts/phase.tsx';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/schedules.ts';

type Backup = Schemas['OperationSummary'];

/** The newest run of each schedule, among the newest backups of all: one request for a whole list. */
export function useLastRuns() {
  const api = useApi();
  const { data } = usePolled({
    key: ['backups', 'last runs'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/backups', { params: { query: { limit: 200 } }, signal })),
  });
  const newest = new Map<string, Backup>();
  for (const backup of data?.items ?? []) {
    const schedule = backup.slot?.schedule;
    if (schedule !== undefined && !newest.has(schedule)) newest.set(schedule, backup);
  }
  return { newest, isWhole: data !== undefined && data.nextCursor === undefined };
}

interface LastRunProps {
  run: Backup | undefined;
  /** Whether one that is not among them was never. */
  isWhole: boolean;
}

export function LastRun({ run, isWhole }: LastRunProps) {
  if (!run) return <>{isWhole ? words.never : words.longAgo}</>;
  return (
    <>
      <PhaseOf phase={run.phase} stage={run.stage} />{' '}
      <To to={`/backups/${run.id}`}>
        <Ago at={run.startedAt ?? run.createdAt} />
      </To>
    </>
  );
}
