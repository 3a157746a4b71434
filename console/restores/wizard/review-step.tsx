import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { answered } from '../../../client/client.ts';
import { useApi } from '../../app/session.tsx';
import { Simulated } from '../../operations/simulated.tsx';
import { Failed } from '../../parts/failed.tsx';
import type { Submit } from '../../parts/use-submit.ts';
import { words } from '../../words/restore.ts';
import { nameOf, restoreOf } from './form.ts';
import type { StepProps } from './step.ts';

/** What is in the way is looked up when somebody comes here, and again when it is asked for. */
export function ReviewStep({ form, change, backup, sending }: StepProps & { sending: Submit }) {
  const api = useApi();
  // Its name and its status change nothing of what is looked at.
  const { name: _, ...looked } = restoreOf(form, backup);
  const asked = useQuery({
    queryKey: ['restores', 'simulate', looked],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: ({ signal }) => {
      const params = { header: { 'Idempotency-Key': crypto.randomUUID() } };
      return answered(api.POST('/v1/restores/simulate', { params, body: restoreOf(form, backup), signal }));
    },
  });
  return (
    <SpaceBetween size="l">
      {sending.failure !== undefined && <Failed error={sending.failure} />}
      <Container>
        <SpaceBetween size="m">
          <FormField label={words.name} errorText={sending.errorAt('/name')}>
            <Input
              value={form.name}
              placeholder={nameOf(form, backup)}
              onChange={({ detail }) => change({ name: detail.value })}
            />
          </FormField>
          <Checkbox
            checked={form.restoreStatus}
            description={words.restoreStatusHint}
            onChange={({ detail }) => change({ restoreStatus: detail.checked })}
          >
            {words.restoreStatus}
          </Checkbox>
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h2" actions={<Button onClick={() => void asked.refetch()}>{words.again}</Button>}>
            {words.outcome}
          </Header>
        }
      >
        {asked.error && <Failed error={asked.error} />}
        {asked.data && <Simulated id={asked.data.id} />}
        {asked.isFetching && <StatusIndicator type="in-progress">{words.looking}</StatusIndicator>}
      </Container>
    </SpaceBetween>
  );
}
