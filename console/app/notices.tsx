import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { type ReactNode, useSyncExternalStore } from 'react';
import { connection } from '../api/connection.ts';
import { told } from '../api/problems.ts';
import { useNow } from '../parts/now.ts';
import { words } from '../words/everywhere.ts';
import { duration } from '../words/times.ts';

interface Notice {
  id: string;
  type: 'success' | 'error' | 'info' | 'in-progress';
  header: ReactNode;
  content?: ReactNode;
}

let notices: readonly Notice[] = [];
const listeners = new Set<() => void>();
const MOST = 5;

function change(to: readonly Notice[]): void {
  notices = to.slice(-MOST);
  for (const listener of listeners) listener();
}

/** Says at once, above every page, that something was taken, or what has become of it. */
export function notify(notice: Omit<Notice, 'id'>): string {
  const id = crypto.randomUUID();
  change([...notices, { id, ...notice }]);
  return id;
}

export function withdraw(id: string): void {
  change(notices.filter((notice) => notice.id !== id));
}

export function notifyFailure(error: unknown): void {
  const { title, detail, remedy } = told(error);
  notify({ type: 'error', header: title, content: [detail, remedy].filter(Boolean).join(' ') });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notices);
  const { lostSince } = useSyncExternalStore(connection.subscribe, connection.read);
  const items: FlashbarProps.MessageDefinition[] = shown.map(({ id, ...notice }) => ({
    id,
    ...notice,
    loading: notice.type === 'in-progress',
    dismissible: true,
    dismissLabel: words.close,
    onDismiss: () => withdraw(id),
    ariaRole: notice.type === 'error' ? 'alert' : 'status',
  }));
  if (lostSince !== undefined) items.unshift(lost(lostSince));
  return (
    <div className={items.length > 0 ? 'notices' : undefined}>
      <Flashbar items={items} />
    </div>
  );
}

function lost(since: number): FlashbarProps.MessageDefinition {
  return {
    id: 'lost',
    type: 'warning',
    header: <LostFor since={since} />,
    content: words.connectionMends,
    ariaRole: 'status',
  };
}

function LostFor({ since }: { since: number }) {
  const now = useNow();
  return (
    <>
      {words.connectionLost} {duration(Math.max(1, Math.round((now - since) / 1000)))}
    </>
  );
}
