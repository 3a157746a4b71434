import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { TextField } from '../parts/text-field.tsx';
import type { Submit } from '../parts/use-submit.ts';
import { words } from '../words/rules.ts';
import { ActionFields } from './action.tsx';
import { type Draft, newAction } from './draft.ts';

interface FieldsProps {
  draft: Draft;
  onChange: (by: Partial<Draft>) => void;
  errorAt: Submit['errorAt'];
  isNew: boolean;
}

const MOST_ACTIONS = 10;

export function RuleFields({ draft, onChange, errorAt, isNew }: FieldsProps) {
  const { name, description, actions } = draft;
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          {isNew && (
            <TextField
              label={words.name}
              why={words.nameWhy}
              value={name}
              error={errorAt('/name')}
              onType={(text) => onChange({ name: text })}
            />
          )}
          <TextField
            label={words.about}
            optional
            value={description}
            error={errorAt('/description')}
            onType={(text) => onChange({ description: text })}
          />
        </SpaceBetween>
      </Container>
      {actions.map((action, at) => (
        <Container
          key={action.row}
          header={
            <Header
              variant="h2"
              actions={
                actions.length > 1 && (
                  <Button
                    formAction="none"
                    ariaLabel={words.removeAction(at)}
                    onClick={() => onChange({ actions: actions.toSpliced(at, 1) })}
                  >
                    {words.removeThis}
                  </Button>
                )
              }
            >
              {words.action(at)}
            </Header>
          }
        >
          <ActionFields
            action={action}
            errorAt={(field) => errorAt(`/actions/${at}/${field}`)}
            onChange={(by) => onChange({ actions: actions.with(at, { ...action, ...by }) })}
          />
        </Container>
      ))}
      <Button
        formAction="none"
        iconName="add-plus"
        disabled={actions.length >= MOST_ACTIONS}
        onClick={() => onChange({ actions: [...actions, newAction()] })}
      >
        {words.addAction}
      </Button>
    </SpaceBetween>
  );
}
