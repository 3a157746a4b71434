import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { words } from '../words/everywhere.ts';

interface ConfirmProps {
  header: string;
  /** What goes and what stays. */
  children: ReactNode;
  /** What the button does, in its own words. */
  does: string;
  onConfirm: (reason: string) => void;
  onDismiss: () => void;
  running?: boolean;
  /** To be typed, where what goes is the last of its kind. */
  typed?: { text: string; why: string } | undefined;
  /** Label of a reason that is asked for. */
  reason?: string;
}

export function Confirm({ header, children, does, onConfirm, onDismiss, running, typed, reason }: ConfirmProps) {
  const [text, setText] = useState('');
  const [given, setGiven] = useState('');
  const ready = (typed === undefined || text === typed.text) && (reason === undefined || given.trim() !== '');
  return (
    <Modal
      visible
      header={header}
      closeAriaLabel={words.close}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {words.cancel}
            </Button>
            <Button
              variant="primary"
              disabled={!ready}
              loading={running ?? false}
              onClick={() => onConfirm(given.trim())}
            >
              {does}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {reason && (
          <FormField label={reason}>
            <Input value={given} onChange={({ detail }) => setGiven(detail.value)} />
          </FormField>
        )}
        {typed && (
          <>
            <Alert type="warning">{typed.why}</Alert>
            <FormField label={`Type “${typed.text}”`}>
              <Input value={text} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
          </>
        )}
      </SpaceBetween>
    </Modal>
  );
}
