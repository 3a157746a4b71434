import { Confirm } from '../parts/confirm.tsx';
import { ACTS, ASKED } from '../words/acts.ts';
import { backups } from '../words/operations.ts';
import type { Act } from './act.ts';
import type { Summary } from './columns.tsx';

export function isAskedFirst(what: Act): boolean {
  return ASKED[what] !== undefined;
}

interface AskFirstProps {
  what: Act;
  of: readonly Summary[];
  onConfirm: (reason: string) => void;
  onDismiss: () => void;
}

/** What goes and what stays, before it does. */
export function AskFirst({ what, of, onConfirm, onDismiss }: AskFirstProps) {
  const { header, text, reason } = ASKED[what] ?? { header: ACTS[what].text, text: '' };
  const name = of[0]?.name ?? '';
  return (
    <Confirm
      header={header}
      does={ACTS[what].text}
      onConfirm={onConfirm}
      onDismiss={onDismiss}
      {...(reason ? { reason } : {})}
      {...(what === 'forceDelete' ? { typed: { text: name, why: backups.newest } } : {})}
    >
      <div>{text}</div>
      <ul>
        {of.map(({ id, name: one }) => (
          <li key={id}>{one}</li>
        ))}
      </ul>
    </Confirm>
  );
}
