import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Ago } from '../parts/time.tsx';
import { words } from '../words/schedules.ts';
import type { Schedule } from './use-schedules.ts';

/** Whether it runs; if not, by whose wish and why, and what is amiss otherwise. */
export function ScheduleState({ schedule, short = false }: { schedule: Schedule; short?: boolean }) {
  const { suspended, applied, warnings } = schedule;
  return (
    <>
      {suspended ? (
        <div>
          <StatusIndicator type="stopped">{words.suspended}</StatusIndicator>{' '}
          {words.suspendedBy(suspended.by, suspended.reason)}{' '}
          <span className="quiet">
            <Ago at={suspended.at} />
          </span>
        </div>
      ) : (
        <StatusIndicator type={applied ? 'success' : 'in-progress'}>
          {applied ? words.active : words.notApplied}
        </StatusIndicator>
      )}
      {!short &&
        warnings.map((warning) => (
          <div key={warning}>
            <StatusIndicator type="warning">{warning}</StatusIndicator>
          </div>
        ))}
    </>
  );
}
