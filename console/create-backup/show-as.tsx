import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Modal from '@cloudscape-design/components/modal';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { words } from '../words/create-backup.ts';
import { words as common } from '../words/everywhere.ts';
import { backupOf, type Form, scheduleOf } from './form.ts';

/** The same as lines for a shell, for who wants to do it again without the page. */
export function ShowAs({ form }: { form: Form }) {
  const [shown, setShown] = useState(false);
  const body = form.onSchedule ? scheduleOf(form) : backupOf(form);
  const json = JSON.stringify(body, undefined, 2);
  const path = form.onSchedule ? '/v1/schedules' : '/v1/backups';
  // In single quotes nothing means anything to a shell but the quote itself.
  const quoted = json.replaceAll("'", `'\\''`);
  const kind = form.onSchedule ? 'Schedule' : 'Backup';
  const forms = [
    {
      id: 'curl',
      label: 'curl',
      text: `curl -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\\n  ${location.origin}${path} -d '${quoted}'`,
    },
    {
      id: 'cli',
      label: 'snapferry',
      text: `snapferry apply -f - <<'EOF'\n${JSON.stringify({ kind, spec: body }, undefined, 2)}\nEOF`,
    },
    { id: 'json', label: 'JSON', text: json },
  ];
  return (
    <>
      <Button formAction="none" onClick={() => setShown(true)}>
        {words.showAs}
      </Button>
      {shown && (
        <Modal
          visible
          size="large"
          header={words.showAs}
          closeAriaLabel={common.close}
          onDismiss={() => setShown(false)}
        >
          <Tabs
            tabs={forms.map(({ id, label, text }) => ({
              id,
              label,
              content: (
                <>
                  <Box float="right">
                    <CopyToClipboard
                      copyButtonText={common.copy}
                      copySuccessText={common.copied}
                      copyErrorText={common.notCopied}
                      textToCopy={text}
                    />
                  </Box>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
                  <pre tabIndex={0}>{text}</pre>
                </>
              ),
            }))}
          />
        </Modal>
      )}
    </>
  );
}
