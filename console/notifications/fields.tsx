import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { TextField } from '../parts/text-field.tsx';
import type { Submit } from '../parts/use-submit.ts';
import { ALL_EVENTS, EVENTS, words } from '../words/notifications.ts';
import { type Draft, makeSecret } from './draft.ts';

interface FieldsProps {
  draft: Draft;
  onChange: (by: Partial<Draft>) => void;
  errorAt: Submit['errorAt'];
  isNew: boolean;
}

const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));

export function NotificationFields(props: FieldsProps) {
  const { draft, onChange, errorAt, isNew } = props;
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          {isNew && (
            <TextField
              label={words.name}
              why={words.nameWhy}
              value={draft.name}
              error={errorAt('/name')}
              onType={(name) => onChange({ name })}
            />
          )}
          <FormField label={words.kind}>
            <RadioGroup
              items={KINDS}
              value={draft.kind}
              onChange={({ detail }) => onChange({ kind: detail.value as Draft['kind'] })}
            />
          </FormField>
          {draft.kind === 'sns' ? (
            <TextField
              label={words.topicArn}
              value={draft.topicArn}
              placeholder="arn:aws:sns:eu-central-1:123456789012:backups"
              error={errorAt('/topicArn')}
              onType={(topicArn) => onChange({ topicArn })}
            />
          ) : (
            <Webhook {...props} />
          )}
        </SpaceBetween>
      </Container>
      <Events {...props} />
    </SpaceBetween>
  );
}

function Webhook({ draft, onChange, errorAt, isNew }: FieldsProps) {
  const [isMade, setMade] = useState(false);
  return (
    <SpaceBetween size="l">
      <TextField
        label={words.url}
        why={words.urlWhy}
        value={draft.url}
        inputMode="url"
        placeholder="https://hooks.example/snapferry"
        error={errorAt('/url')}
        onType={(url) => onChange({ url })}
      />
      <FormField
        label={words.secret}
        description={isNew ? words.secretWhy : `${words.secretStays} ${words.secretWhy}`}
        errorText={errorAt('/secret')}
        constraintText={isMade ? words.secretMade : undefined}
        secondaryControl={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              formAction="none"
              onClick={() => {
                setMade(true);
                onChange({ secret: makeSecret() });
              }}
            >
              {words.makeSecret}
            </Button>
            {isMade && <CopyButton text={draft.secret} label={words.secret} />}
          </SpaceBetween>
        }
      >
        <Input
          type={isMade ? 'text' : 'password'}
          autoComplete={false}
          value={draft.secret}
          onChange={({ detail }) => onChange({ secret: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

function Events({ draft: { events }, onChange, errorAt }: FieldsProps) {
  return (
    <Container>
      <FormField label={words.events} description={words.eventsWhy} stretch errorText={errorAt('/events')}>
        <SpaceBetween size="xs">
          {ALL_EVENTS.map((event) => (
            <Checkbox
              key={event}
              checked={events.includes(event)}
              description={event}
              onChange={({ detail }) =>
                onChange({ events: detail.checked ? [...events, event] : events.filter((one) => one !== event) })
              }
            >
              {EVENTS[event].text}
            </Checkbox>
          ))}
        </SpaceBetween>
      </FormField>
    </Container>
  );
}
