import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { Failed } from '../parts/failed.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { LabelsEditor } from '../parts/labels-editor.tsx';
import { words } from '../words/create-backup.ts';
import { words as common } from '../words/everywhere.ts';
import { Advanced } from './advanced.tsx';
import { BackupFields } from './backup-fields.tsx';
import { readDraft } from './draft.ts';
import { formOf } from './form.ts';
import { Mapping } from './mapping.tsx';
import { Offload } from './offload.tsx';
import { Outcome } from './outcome.tsx';
import type { PartProps } from './part.ts';
import { RuleFields } from './rule-fields.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { Scope } from './scope.tsx';
import { ShowAs } from './show-as.tsx';
import { useCreate } from './use-create.ts';

/** The fields in the order of the page that people know, with its defaults. */
export function CreateBackup() {
  const navigate = useNavigate();
  const { search, state } = useLocation();
  const [form, setForm] = useState(() => formOf(readDraft(new URLSearchParams(search), state), todayOf(new Date())));
  const { running, failure, create, errorOf } = useCreate();
  const part: PartProps = {
    form,
    change: (changed) => setForm((before) => ({ ...before, ...changed })),
    errorOf,
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void create(form);
      }}
    >
      <Form
        header={
          <Header variant="h1" description={form.cluster === '' ? undefined : words.ofCluster(form.cluster)}>
            {words.title}
          </Header>
        }
        secondaryActions={<ShowAs form={form} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={() => void navigate(-1)}>
              {common.cancel}
            </Button>
            <GatedButton scope="operate" variant="primary" loading={running}>
              {words.create}
            </GatedButton>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          {failure !== undefined && <Failed error={failure} />}
          <BackupFields {...part} />
          <Mapping {...part} />
          <Container header={<Header variant="h2">{words.whenAndHow}</Header>}>
            <SpaceBetween size="l">
              <Offload {...part} />
              <ScheduleFields {...part} />
              <RuleFields {...part} />
              <div>
                <Header variant="h3">{words.labels}</Header>
                <LabelsEditor
                  pairs={form.labels}
                  onChange={(labels) => part.change({ labels })}
                  errorOf={(key) => part.errorOf(`/labels/${key}`)}
                />
              </div>
              <Scope {...part} />
            </SpaceBetween>
          </Container>
          <Advanced {...part} />
          <Outcome form={form} />
        </SpaceBetween>
      </Form>
    </form>
  );
}

/** Where whoever looks is, not where UTC is. */
function todayOf(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
