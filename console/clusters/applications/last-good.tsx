import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Ago } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { PROTECTION } from '../../words/protection.ts';
import type { Protected } from './use-protection.ts';

/** How a namespace is protected, and the newest backup of it that can be restored. */
export function LastGood({ of }: { of: Protected | undefined }) {
  if (!of) return <>–</>;
  const { sign, text } = PROTECTION[of.state];
  const state = <StatusIndicator type={sign}>{text}</StatusIndicator>;
  if (!of.newest) return state;
  return (
    <>
      {state}{' '}
      <To to={`/backups/${of.newest.id}`}>
        <Ago at={of.newest.startedAt} />
      </To>
    </>
  );
}

export function SchedulesOf({ of }: { of: Protected | undefined }) {
  if (!of || of.schedules.length === 0) return <>–</>;
  return (
    <>
      {of.schedules.map(({ name, suspended }, at) => (
        <span key={name}>
          {at > 0 && ', '}
          <To to={`/schedules/${name}`}>{name}</To>
          {suspended && ' (suspended)'}
        </span>
      ))}
    </>
  );
}
