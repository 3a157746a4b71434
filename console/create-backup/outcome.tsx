import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Findings } from '../operations/tabs/findings.tsx';
import { Failed } from '../parts/failed.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { PhaseOf } from '../parts/phase.tsx';
import { counted } from '../words/bytes.ts';
import { words } from '../words/create-backup.ts';
import { isOpen, METHODS } from '../words/phases.ts';
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
        {asked && <Found id={asked.id} />}
      </SpaceBetween>
    </Container>
  );
}

function Found({ id }: { id: string }) {
  const api = useApi();
  const params = { path: { id } };
  const { data } = usePolled({
    key: ['operation', id],
    everyMs: EVERY.operation,
    whilst: isOpen,
    load: (signal) => answered(api.GET('/v1/operations/{id}', { params, signal })),
  });
  const ended = data !== undefined && !isOpen(data);
  const { data: volumes } = usePolled({
    key: ['operation', id, 'volumes', 'all'],
    enabled: ended,
    load: (signal) => {
      const query = { limit: 200 };
      return answered(api.GET('/v1/operations/{id}/volumes', { params: { ...params, query }, signal }));
    },
  });
  if (!data) return null;
  return (
    <SpaceBetween size="s">
      <PhaseOf phase={data.phase} stage={data.stage} />
      {volumes && <Box variant="strong">{summaryOf(volumes.items)}</Box>}
      {data.error && (
        <Alert type="error" header={data.error.message}>
          {data.error.remedy}
        </Alert>
      )}
      {data.simulation && <Findings simulation={data.simulation} />}
    </SpaceBetween>
  );
}

/** `14 volumes: 11 snapshot and offload, 2 direct copy, 1 excluded` */
function summaryOf(volumes: readonly Schemas['Volume'][]): string {
  const by = new Map<string, number>();
  for (const { method, phase } of volumes) {
    const text =
      phase === 'Excluded' || phase === 'Failed' || !method ? phase.toLowerCase() : METHODS[method].toLowerCase();
    by.set(text, (by.get(text) ?? 0) + 1);
  }
  const parts = [...by].map(([text, count]) => `${count} ${text}`);
  return [counted(volumes.length, 'volume'), parts.join(', ')].filter(Boolean).join(': ');
}
