import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { LabelsEditor } from '../parts/labels-editor.tsx';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { words as common } from '../words/forms.ts';
import { acts, words } from '../words/schedules.ts';
import { LocationChoice, PolicyChoice, RuleChoice } from './choices.tsx';
import { type Draft, draftOf, updateOf } from './draft.ts';
import type { Schedule } from './use-schedules.ts';

interface EditScheduleProps {
  first: Schedule;
  load: () => Promise<Schedule>;
  onEnd: () => void;
}

export function EditSchedule({ first, load, onEnd }: EditScheduleProps) {
  const api = useApi();
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first, begun: draftOf(first), draftOf, form, load });
  const { name, generation } = from;
  const save = async () => {
    const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
    const body = updateOf(from, draft);
    const saved = await form.submit(() => answered(api.PUT('/v1/schedules/{name}', { params, body })), {
      done: () => acts.saved(name),
      changes: ['schedules'],
    });
    if (saved) onEnd();
  };
  return (
    <FormPage
      title={acts.editTitle(name)}
      description={acts.editWhy}
      form={form}
      scope="operate"
      does={common.save}
      onSubmit={() => void save()}
      onCancel={onEnd}
      outdated={outdated}
    >
      <Fields draft={draft} cluster={from.backup.cluster} onChange={change} errorAt={form.errorAt} />
    </FormPage>
  );
}

interface FieldsProps {
  draft: Draft;
  cluster: string;
  onChange: (by: Partial<Draft>) => void;
  errorAt: (pointer: string) => string | undefined;
}

function Fields({ draft, cluster, onChange, errorAt }: FieldsProps) {
  const { policy, location, preExecRule, postExecRule, labels, mayBeDeleted } = draft;
  const rule = (field: 'preExecRule' | 'postExecRule', label: string, chosen: string) => (
    <RuleChoice
      label={label}
      chosen={chosen}
      error={errorAt(`/backup/${field}`)}
      onChoose={(name) => onChange({ [field]: name })}
    />
  );
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          <PolicyChoice chosen={policy} error={errorAt('/policy')} onChoose={(name) => onChange({ policy: name })} />
          <LocationChoice
            cluster={cluster}
            chosen={location}
            error={errorAt('/backup/locations')}
            onChoose={(name) => onChange({ location: name })}
          />
          {rule('preExecRule', words.preExec, preExecRule)}
          {rule('postExecRule', words.postExec, postExecRule)}
          <FormField
            label={words.mayBeDeleted}
            description={words.mayBeDeletedWhy}
            errorText={errorAt('/mayBeDeleted')}
          >
            <Textarea
              rows={3}
              value={mayBeDeleted}
              placeholder="shop/*"
              onChange={({ detail }) => onChange({ mayBeDeleted: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{words.labels}</Header>}>
        <LabelsEditor
          pairs={labels}
          onChange={(pairs) => onChange({ labels: pairs })}
          errorOf={(key) => errorAt(`/backup/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)}
        />
      </Container>
    </SpaceBetween>
  );
}
