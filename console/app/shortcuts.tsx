import Modal from '@cloudscape-design/components/modal';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { words as common } from '../words/everywhere.ts';
import { KEYS, words } from '../words/navigation.ts';

const OFF = 'snapferry-keys-off';
const PAGES: Readonly<Record<string, string>> = {
  o: '/',
  c: '/clusters',
  b: '/backups',
  r: '/restores',
  s: '/schedules',
  l: '/locations',
};

/** Keys for who has hands on them; none while somebody types, and off for who speaks to the machine (WCAG 2.1.4). */
export function Shortcuts() {
  const navigate = useNavigate();
  const [listed, setListed] = useState(false);
  const [off, setOff] = useState(() => localStorage.getItem(OFF) === 'true');
  useEffect(() => {
    let pair = false;
    const onKey = (event: KeyboardEvent) => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[role=dialog]')
      )
        return;
      const { key } = event;
      const page = pair ? PAGES[key] : undefined;
      pair = key === 'g';
      if (key === '?') setListed(true);
      if (off) return;
      if (page) void navigate(page);
      else if (key === 'n') void navigate('/backups/new');
      else if (key === '/') document.getElementById('find')?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, off]);

  // One that is not shown would be in the document all the same, and no key would do anything.
  if (!listed) return null;
  return (
    <Modal visible header={words.shortcuts} closeAriaLabel={common.close} onDismiss={() => setListed(false)}>
      <dl className="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Toggle
        checked={!off}
        onChange={({ detail }) => {
          localStorage.setItem(OFF, String(!detail.checked));
          setOff(!detail.checked);
        }}
      >
        {words.shortcuts}
      </Toggle>
    </Modal>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
