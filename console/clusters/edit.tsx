import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { register, edit as words } from '../words/clusters.ts';
import { words as common } from '../words/forms.ts';
import { CredentialsField } from './credentials-field.tsx';
import { draftOf, updateOf } from './edit-draft.ts';
import { SettingsFields } from './settings-fields.tsx';
import type { Cluster } from './use-clusters.ts';

interface EditClusterProps {
  first: Cluster;
  load: () => Promise<Cluster>;
  onEnd: () => void;
}

export function EditCluster({ first, load, onEnd }: EditClusterProps) {
  const api = useApi();
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first, begun: draftOf(first), draftOf, form, load });
  const { name, generation } = from;
  const save = async () => {
    const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
    const body = updateOf(draft);
    const saved = await form.submit(() => answered(api.PUT('/v1/clusters/{name}', { params, body })), {
      done: () => words.saved(name),
      changes: ['clusters', 'locations'],
    });
    if (saved) onEnd();
  };
  return (
    <FormPage
      title={words.title(name)}
      headingTag="h2"
      form={form}
      scope="admin"
      does={common.save}
      onSubmit={() => void save()}
      onCancel={onEnd}
      outdated={outdated}
    >
      <Container header={<Header variant="h3">{words.credentials}</Header>}>
        <SpaceBetween size="l">
          <CredentialsField
            text={draft.text}
            why={words.credentialsWhy}
            failure={form.failure}
            onChange={(text) => change({ text })}
          />
          {from.hasRestoreAccess && (
            <Checkbox checked={draft.dropRestore} onChange={({ detail }) => change({ dropRestore: detail.checked })}>
              {words.dropRestore}
            </Checkbox>
          )}
          <TextField
            label={register.namespace}
            value={draft.namespace}
            error={form.errorAt('/namespace')}
            onType={(namespace) => change({ namespace })}
          />
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h3" description={words.settingsWhy}>
            {words.settings}
          </Header>
        }
      >
        <SettingsFields
          texts={draft.settings}
          onChange={(by) => change({ settings: { ...draft.settings, ...by } })}
          errorAt={form.errorAt}
        />
      </Container>
    </FormPage>
  );
}
