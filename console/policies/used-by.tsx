import { Fragment } from 'react';
import { To } from '../parts/to.tsx';
import { words } from '../words/policies.ts';

const MOST = 3;

/** The first of the schedules that use something, and how many more. */
export function UsedBy({ schedules }: { schedules: readonly { name: string }[] }) {
  if (schedules.length === 0) return <>{words.noSchedules}</>;
  return (
    <>
      {schedules.slice(0, MOST).map(({ name }, at) => (
        <Fragment key={name}>
          {at > 0 && ', '}
          <To to={`/schedules/${name}`}>{name}</To>
        </Fragment>
      ))}
      {schedules.length > MOST && ` + ${schedules.length - MOST}`}
    </>
  );
}
