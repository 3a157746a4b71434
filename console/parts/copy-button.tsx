import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { notifyFailure } from '../app/notices.tsx';
import { words } from '../words/forms.ts';

/** Puts a text on the clipboard, and says so. @param label what is copied, where the button's own word does not say it */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState('');
  return (
    <>
      <Button
        iconName="copy"
        formAction="none"
        ariaLabel={label ? `${words.copy} ${label}` : words.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text), notifyFailure)}
      >
        {copied === text ? words.copied : words.copy}
      </Button>
      <span className="unseen" role="status">
        {copied === text ? words.copied : ''}
      </span>
    </>
  );
}
