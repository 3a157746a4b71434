import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiProblem, answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { TextField } from '../parts/text-field.tsx';
import { type Submit, useSubmit } from '../parts/use-submit.ts';
import { register as words } from '../words/clusters.ts';
import { CredentialsField } from './credentials-field.tsx';
import { EksFields } from './eks-fields.tsx';
import { type Draft, NEW, requestOf, withFile } from './register-draft.ts';

const HOW = [
  { value: 'file', label: words.file, description: words.fileWhy },
  { value: 'eks', label: words.eks, description: words.eksWhy },
];

export function RegisterCluster() {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const form = useSubmit();
  const [draft, setDraft] = useState<Draft>(NEW);
  const change = (by: Partial<Draft>) => setDraft({ ...draft, ...by });
  const register = async () => {
    const body = requestOf(draft);
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const made = await form.submit(() => answered(api.POST('/v1/clusters', { params, body })), {
      done: ({ name }) => words.done(name),
      changes: ['clusters'],
    });
    if (made) await navigate(`/clusters/${made.name}`);
  };
  return (
    <FormPage
      title={words.title}
      form={form}
      scope="admin"
      does={words.does}
      onSubmit={() => void register()}
      onCancel={() => void navigate('/clusters')}
    >
      <Container>
        <FormField label={words.how}>
          <RadioGroup
            items={HOW}
            value={draft.how}
            onChange={({ detail }) => change({ how: detail.value as Draft['how'] })}
          />
        </FormField>
      </Container>
      {draft.how === 'file' ? (
        <Container>
          <CredentialsField
            text={draft.text}
            failure={form.failure}
            onChange={(text) => setDraft(withFile(draft, text))}
          />
        </Container>
      ) : (
        <EksContainers draft={draft} change={change} form={form} />
      )}
      <Common draft={draft} change={change} form={form} />
    </FormPage>
  );
}

interface PartProps {
  draft: Draft;
  change: (by: Partial<Draft>) => void;
  form: Submit;
}

function EksContainers({ draft, change, form: { errorAt } }: PartProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{words.access}</Header>}>
        <EksFields
          eks={draft.eks}
          onChange={(by) => change({ eks: { ...draft.eks, ...by } })}
          errorAt={(field) => errorAt(`/access/${field}`)}
        />
      </Container>
      <Container header={<Header variant="h2">{words.restoreAccess}</Header>}>
        <SpaceBetween size="m">
          <Checkbox checked={draft.withRestore} onChange={({ detail }) => change({ withRestore: detail.checked })}>
            {words.withRestore}
          </Checkbox>
          {draft.withRestore && (
            <EksFields
              eks={draft.restoreEks}
              onChange={(by) => change({ restoreEks: { ...draft.restoreEks, ...by } })}
              errorAt={(field) => errorAt(`/restoreAccess/${field}`)}
            />
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Common({ draft, change, form: { errorAt, failure } }: PartProps) {
  // Once it was asked for it stays in sight, whatever is said next.
  const isKnown = failure instanceof ApiProblem && failure.problem.code === 'cluster.identity_known';
  return (
    <Container>
      <SpaceBetween size="l">
        <TextField
          label={words.name}
          why={words.nameWhy}
          value={draft.name}
          error={errorAt('/name')}
          onType={(name) => change({ name })}
        />
        <TextField
          label={words.namespace}
          value={draft.namespace}
          error={errorAt('/namespace')}
          onType={(namespace) => change({ namespace })}
        />
        {(isKnown || draft.adopt) && (
          <Checkbox
            checked={draft.adopt}
            description={words.adoptWhy}
            onChange={({ detail }) => change({ adopt: detail.checked })}
          >
            {words.adopt}
          </Checkbox>
        )}
      </SpaceBetween>
    </Container>
  );
}
