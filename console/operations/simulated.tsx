import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { PhaseOf } from '../parts/phase.tsx';
import { counted } from '../words/bytes.ts';
import { isOpen, METHODS } from '../words/phases.ts';
import { Findings } from './tabs/findings.tsx';

/** A simulation beside what was asked for: under way, then what it has found. */
export function Simulated({ id }: { id: string }) {
  const api = useApi();
  const params = { path: { id } };
  const { data } = usePolled({
    key: ['operation', id],
    everyMs: EVERY.operation,
    whilst: isOpen,
    load: (signal) => answered(api.GET('/v1/operations/{id}', { params, signal })),
  });
  const { data: volumes } = usePolled({
    key: ['operation', id, 'volumes', 'all'],
    enabled: data !== undefined && !isOpen(data),
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
    const isLeft = phase === 'Excluded' || phase === 'Failed' || !method;
    const text = (isLeft ? phase : METHODS[method]).toLowerCase();
    by.set(text, (by.get(text) ?? 0) + 1);
  }
  const parts = [...by].map(([text, count]) => `${count} ${text}`);
  return [counted(volumes.length, 'volume'), parts.join(', ')].filter(Boolean).join(': ');
}
