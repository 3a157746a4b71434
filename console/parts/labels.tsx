import SpaceBetween from '@cloudscape-design/components/space-between';
import { To } from './to.tsx';

const MOST = 3;
/** Says the name once more. */
const NAME = 'kubernetes.io/metadata.name';

interface LabelsProps {
  labels: Readonly<Record<string, string>>;
  /** The address of the list that filters by labels, and the name of its filter. */
  list?: string;
  name?: string;
}

/** Each is a link to what else carries it. */
export function Labels({ labels, list, name = 'label' }: LabelsProps) {
  const all = Object.entries(labels).filter(([key]) => key !== NAME);
  if (all.length === 0) return <>–</>;
  const shown = all.slice(0, MOST).map(([key, value]) => `${key}=${value}`);
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {shown.map((label) =>
        list ? (
          <To key={label} to={`${list}?${new URLSearchParams({ [name]: label }).toString()}`}>
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
