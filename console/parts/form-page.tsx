import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Scope } from '../app/session.tsx';
import { words } from '../words/forms.ts';
import { Failed } from './failed.tsx';
import { GatedButton } from './gated-button.tsx';
import type { Submit } from './use-submit.ts';

interface FormPageProps {
  title: string;
  description?: ReactNode;
  form: Submit;
  scope: Scope;
  /** On the button that sends it. */
  does: string;
  onSubmit: () => void;
  onCancel: () => void;
  /** Shown in place of a refusal that somebody else was faster. */
  outdated?: ReactNode;
  headingTag?: 'h1' | 'h2';
  /** What else can be done with it. */
  also?: ReactNode;
  children: ReactNode;
}

/** A form that fills the page: sent by its button or the Enter key, with what was said against it on top. */
export function FormPage(props: FormPageProps) {
  const {
    title,
    description,
    form,
    scope,
    does,
    onSubmit,
    onCancel,
    outdated,
    headingTag = 'h1',
    also,
    children,
  } = props;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (form.failure !== undefined) top.current?.scrollIntoView({ block: 'nearest' });
  }, [form.failure]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Form
        header={
          <Header variant={headingTag} description={description} actions={also}>
            {title}
          </Header>
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={onCancel}>
              {words.cancel}
            </Button>
            <GatedButton scope={scope} variant="primary" loading={form.running}>
              {does}
            </GatedButton>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <div ref={top} className="said">
            {form.isOutdated && outdated ? outdated : form.failure !== undefined && <Failed error={form.failure} />}
          </div>
          {children}
        </SpaceBetween>
      </Form>
    </form>
  );
}
