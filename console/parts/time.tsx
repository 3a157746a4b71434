import { local, relative, utc } from '../words/times.ts';
import { useNow } from './now.ts';

/** In the zone of whoever looks; UTC where one points at it, and how long ago beside it. */
export function Time({ at, beside = true }: { at: string | undefined; beside?: boolean }) {
  const now = useNow();
  if (at === undefined) return <>–</>;
  return (
    <time dateTime={at} title={utc(at)}>
      {local(at)}
      {beside && <span className="quiet"> · {relative(at, now)}</span>}
    </time>
  );
}

/** How long ago alone, for tables. */
export function Ago({ at }: { at: string | undefined }) {
  const now = useNow();
  if (at === undefined) return <>–</>;
  return (
    <time dateTime={at} title={`${local(at)} · ${utc(at)}`}>
      {relative(at, now)}
    </time>
  );
}
