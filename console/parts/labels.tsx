import SpaceBetween from '@cloudscape-design/components/space-between';
import { To } from './to.tsx';

const MOST = 4;

/** Each is a link to what else carries it. @param list the address of the list that filters by labels */
export function Labels({ labels, list }: { labels: Readonly<Record<string, string>>; list?: string }) {
  const all = Object.entries(labels);
  if (all.length === 0) return <>–</>;
  const shown = all.slice(0, MOST).map(([key, value]) => `${key}=${value}`);
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {shown.map((label) =>
        list ? (
          <To key={label} to={`${list}?${new URLSearchParams({ label }).toString()}`}>
            {label}
          </To>
        ) : (
          <span key={label} className="label">
            {label}
          </span>
        ),
      )}
      {all.length > MOST && <span title={all.map((pair) => pair.join('=')).join('\n')}>+{all.length - MOST}</span>}
    </SpaceBetween>
  );
}
