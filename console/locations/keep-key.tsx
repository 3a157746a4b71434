import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { keyWords } from '../words/locations.ts';
import { KeyShown } from './key-shown.tsx';

/** Nobody leaves by mistake before the key is kept; that somebody has kept it is said to the API. */
export function KeepKey({ name, recoveryKey, onKept }: { name: string; recoveryKey: string; onKept: () => void }) {
  const api = useApi();
  const { running, failure, submit } = useSubmit();
  const [kept, setKept] = useState(false);
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, []);
  const acknowledge = async () => {
    const params = { path: { name } };
    const said = await submit(
      () => answered(api.POST('/v1/locations/{name}/recovery-key', { params, body: { acknowledged: true } })),
      { done: () => keyWords.acknowledged, changes: ['locations'] },
    );
    if (said) onKept();
  };
  return (
    <Container header={<Header variant="h2">{keyWords.title}</Header>}>
      <SpaceBetween size="m">
        {failure !== undefined && <Failed error={failure} />}
        <KeyShown name={name} recoveryKey={recoveryKey} />
        <Checkbox checked={kept} onChange={({ detail }) => setKept(detail.checked)}>
          {keyWords.kept}
        </Checkbox>
        <Button variant="primary" disabled={!kept} loading={running} onClick={() => void acknowledge()}>
          {keyWords.onward}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
