import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { words } from '../words/forms.ts';
import { relative } from '../words/times.ts';
import { useNow } from './now.ts';
import { Ago } from './time.tsx';

const SOON_MS = 30 * 86_400_000;

/** When credentials end: with a sign once that is near, or past. */
export function Ends({ at, ended }: { at: string | undefined; ended: boolean }) {
  const now = useNow();
  if (ended) {
    return (
      <StatusIndicator type="error">
        {words.ended} {at && relative(at, now)}
      </StatusIndicator>
    );
  }
  if (at === undefined) return <>{words.neverEnds}</>;
  return Date.parse(at) - now < SOON_MS ? (
    <StatusIndicator type="warning">
      <Ago at={at} />
    </StatusIndicator>
  ) : (
    <Ago at={at} />
  );
}
