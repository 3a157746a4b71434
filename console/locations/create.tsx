import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { useSubmit } from '../parts/use-submit.ts';
import { keyWords, validateWords, words } from '../words/locations.ts';
import { type Draft, NEW, requestOf } from './draft.ts';
import { LocationFields } from './fields.tsx';
import { KeepKey } from './keep-key.tsx';
import { Validate } from './validate.tsx';

interface Made {
  name: string;
  recoveryKey?: string;
  /** Whether somebody has said that it is kept, as who brings a key of before has. */
  kept: boolean;
}

/** The form, then its recovery key, then how it looks from the clusters. */
export function CreateLocation() {
  const [made, setMade] = useState<Made>();
  if (!made) return <NewLocation onMade={setMade} />;
  const { name, recoveryKey, kept } = made;
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{name}</Header>
      {recoveryKey && !kept ? (
        <KeepKey name={name} recoveryKey={recoveryKey} onKept={() => setMade({ name, kept: true })} />
      ) : (
        <Then name={name} kept={kept} />
      )}
    </SpaceBetween>
  );
}

function NewLocation({ onMade }: { onMade: (made: Made) => void }) {
  const api = useApi();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const form = useSubmit();
  const [draft, setDraft] = useState<Draft>(NEW);
  const create = async () => {
    const body = requestOf(draft);
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const made = await form.submit(() => answered(api.POST('/v1/locations', { params, body })), {
      done: ({ name }) => words.created_(name),
      changes: ['locations'],
    });
    if (!made) return;
    const { name, recoveryKey, recoveryKeyAcknowledged: kept } = made;
    onMade({ name, kept, ...(recoveryKey ? { recoveryKey } : {}) });
  };
  return (
    <FormPage
      title={words.createTitle}
      description={words.createWhy}
      form={form}
      scope="admin"
      does={words.create}
      onSubmit={() => void create()}
      onCancel={() => void navigate('/locations')}
    >
      <LocationFields draft={draft} onChange={(by) => setDraft({ ...draft, ...by })} errorAt={form.errorAt} isNew />
    </FormPage>
  );
}

function Then({ name, kept }: { name: string; kept: boolean }) {
  const navigate = useNavigate();
  return (
    <Container
      header={
        <Header variant="h2" description={validateWords.why}>
          {validateWords.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <div>{kept ? keyWords.acknowledged : keyWords.unacknowledged}.</div>
        <Validate name={name} />
        <Button variant="primary" onClick={() => void navigate(`/locations/${name}`)}>
          {validateWords.done}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
