import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Ago } from '../parts/time.tsx';
import { words } from '../words/notifications.ts';
import type { Receiver } from './draft.ts';

/** Whether messages arrive; if not, since when and why, and what was given up. */
export function Health({ receiver: { failing, givenUp, lastDeliveredAt } }: { receiver: Receiver }) {
  return (
    <>
      {failing ? (
        <div>
          <StatusIndicator type="error">
            {words.failing} <Ago at={failing.since} />: {failing.reason}
          </StatusIndicator>
        </div>
      ) : (
        <StatusIndicator type={lastDeliveredAt ? 'success' : 'pending'}>
          {lastDeliveredAt ? words.ok : words.untested}
        </StatusIndicator>
      )}
      {givenUp && (
        <div>
          <StatusIndicator type="warning">
            {words.givenUp} <Ago at={givenUp.at} />: {givenUp.message}, {givenUp.reason}
          </StatusIndicator>
        </div>
      )}
    </>
  );
}
