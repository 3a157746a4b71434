import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { addressOfDraft, type SingleResource } from '../../create-backup/draft.ts';
import { GatedButton } from '../../parts/gated-button.tsx';
import { words } from '../../words/applications.ts';

interface BackupBarProps {
  cluster: string;
  namespaces: readonly string[];
  single: readonly SingleResource[];
  namespaceLabel: string | undefined;
  types: string | undefined;
  resourceLabel: string | undefined;
}

/** At the bottom of the window as long as something is chosen. */
export function BackupBar({ cluster, namespaces, single, namespaceLabel, types, resourceLabel }: BackupBarProps) {
  const navigate = useNavigate();
  if (namespaces.length === 0 && !namespaceLabel) return null;
  const restricted = {
    cluster,
    ...(types ? { types: types.split(',') } : {}),
    ...(resourceLabel ? { resourceLabel } : {}),
  };
  // Of a namespace of which single resources were chosen nothing else is taken.
  const partly = new Set(single.map(({ namespace }) => namespace));
  const chosen = { ...restricted, namespaces: namespaces.filter((name) => !partly.has(name)), single };
  const go = (draft: Parameters<typeof addressOfDraft>[0]) => {
    const { to, state } = addressOfDraft(draft);
    void navigate(to, { state });
  };
  return (
    <div className="backup-bar">
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        {namespaceLabel && (
          <>
            <Box color="text-body-secondary">{words.byLabelWhy}</Box>
            <GatedButton
              scope="operate"
              onClick={() => go({ ...restricted, namespaces: [], single: [], namespaceLabel })}
            >
              {words.byLabel}
            </GatedButton>
          </>
        )}
        {namespaces.length > 0 && (
          <GatedButton scope="operate" variant="primary" onClick={() => go(chosen)}>
            {words.backUp(namespaces.length)}
          </GatedButton>
        )}
      </SpaceBetween>
    </div>
  );
}
