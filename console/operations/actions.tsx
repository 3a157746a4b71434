import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiProblem } from '../../client/client.ts';
import { useApi, useSession } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { useAction } from '../parts/use-action.ts';
import { ACTS } from '../words/acts.ts';
import { backups } from '../words/operations.ts';
import { deniedFor } from '../words/scopes.ts';
import { ACTS_OF, type Act, act, SCOPES, whyNot } from './act.ts';
import { AskFirst, isAskedFirst } from './ask-first.tsx';
import { addressOf, type Summary } from './columns.tsx';
import { eachOf } from './each-of.ts';

interface OperationActionsProps {
  kind: 'backup' | 'restore' | 'other';
  chosen: readonly Summary[];
  onDone?: () => void;
}

/** What a person can do with one or several operations; what would not be taken is disabled, with the reason. */
export function OperationActions({ kind, chosen, onDone }: OperationActionsProps) {
  const api = useApi();
  const navigate = useNavigate();
  const { me } = useSession();
  const { running, run } = useAction();
  const [asked, setAsked] = useState<{ what: Act; of: readonly Summary[] }>();
  const [first] = chosen;

  const perform = async (what: Act, of: readonly Summary[], reason: string) => {
    setAsked(undefined);
    const one = async (operation: Summary) => {
      const made = await act(api, what, operation, crypto.randomUUID(), reason);
      // On the page of one, whoever tries again wants to see how it goes now.
      if (onDone === undefined && made && made.id !== operation.id) void navigate(addressOf(made));
    };
    const failed = await eachOf(of, one, run, what);
    // A person says so once more, by its name.
    const newest = failed.find(({ error }) => error instanceof ApiProblem && error.problem.code === 'backup.newest');
    if (newest) setAsked({ what: 'forceDelete', of: [newest.operation] });
    if (failed.length === 0) onDone?.();
  };
  const items = ACTS_OF[kind].map((what) => {
    const mayNot = me.scopes.includes(SCOPES[what]) ? undefined : deniedFor(SCOPES[what]);
    const because = mayNot ?? (first ? chosen.map((one) => whyNot(what, one)).find(Boolean) : backups.choose);
    const disabled = because ? { disabled: true, disabledReason: because } : {};
    return { id: what, text: ACTS[what].text, ...disabled };
  });
  const notRestorable =
    chosen.length !== 1 ? backups.chooseOne : first?.phase === 'Succeeded' ? undefined : backups.onlySucceeded;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {kind === 'backup' && (
        <GatedButton
          scope="operate"
          because={notRestorable}
          onClick={() => void navigate(`/restores/new?backup=${first?.id ?? ''}`)}
        >
          {backups.restore}
        </GatedButton>
      )}
      <ButtonDropdown
        items={items}
        loading={running}
        onItemClick={({ detail }) => {
          const what = ACTS_OF[kind].find((one) => one === detail.id);
          if (what === undefined) return;
          if (isAskedFirst(what)) setAsked({ what, of: chosen });
          else void perform(what, chosen, '');
        }}
      >
        {backups.actions}
      </ButtonDropdown>
      {asked && (
        <AskFirst
          {...asked}
          onConfirm={(reason) => void perform(asked.what, asked.of, reason)}
          onDismiss={() => setAsked(undefined)}
        />
      )}
    </SpaceBetween>
  );
}
