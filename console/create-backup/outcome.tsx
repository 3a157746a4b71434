import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { Simulated } from '../operations/simulated.tsx';
import { Failed } from '../parts/failed.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { words } from '../words/create-backup.ts';
import { backupOf, type Form } from './form.ts';

/** A simulation of what is typed now: what would be copied how, and what speaks against it. */
export function Outcome({ form }: { form: Form }) {
  const api = useApi();
  const [asked, setAsked] = useState<{ id: string; body: string }>();
  const [error, setError] = useState<unknown>();
  const [running, setRunning] = useState(false);
  const body = { ...backupOf(form), ...(form.name.trim() === '' ? { name: words.title } : {}) };
  const simulate = async () => {
    setRunning(true);
    setError(undefined);
    const params = { header: { 'Idempotency-Key': crypto.randomUUID() } };
    await answered(api.POST('/v1/backups/simulate', { params, body })).then(
      ({ id }) => setAsked({ id, body: JSON.stringify(body) }),
      setError,
    );
    setRunning(false);
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={words.outcomeHint}
          actions={
            <GatedButton scope="operate" formAction="none" loading={running} onClick={() => void simulate()}>
              {words.simulate}
            </GatedButton>
          }
        >
          {words.outcome}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {error !== undefined && <Failed error={error} />}
        {asked && asked.body !== JSON.stringify(body) && <Alert type="info">{words.outcomeOld}</Alert>}
        {asked && <Simulated id={asked.id} />}
      </SpaceBetween>
    </Container>
  );
}
