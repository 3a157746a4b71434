import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { notifyFailure } from '../app/notices.tsx';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { keyWords } from '../words/locations.ts';
import type { Location } from './columns.tsx';
import { KeepKey } from './keep-key.tsx';
import { KeyShown } from './key-shown.tsx';

/** For admins, and only when they ask: it is on no screen otherwise, and in no cache. */
export function RecoveryKey({ location: { name, recoveryKeyAcknowledged } }: { location: Location }) {
  const api = useApi();
  const [shown, setShown] = useState<string>();
  const show = async () => {
    const { recoveryKey } = await answered(
      api.GET('/v1/locations/{name}/recovery-key', { params: { path: { name } } }),
    );
    setShown(recoveryKey ?? '');
  };
  if (shown && !recoveryKeyAcknowledged) {
    return <KeepKey name={name} recoveryKey={shown} onKept={() => setShown(undefined)} />;
  }
  return (
    <Container header={<Header variant="h2">{keyWords.title}</Header>}>
      <SpaceBetween size="m">
        {!recoveryKeyAcknowledged && (
          <Alert type="warning" header={keyWords.unacknowledged}>
            {keyWords.unacknowledgedWhy}
          </Alert>
        )}
        {shown === '' && keyWords.none}
        {shown && <KeyShown name={name} recoveryKey={shown} />}
        {shown ? (
          <Button onClick={() => setShown(undefined)}>{keyWords.hide}</Button>
        ) : (
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <GatedButton scope="admin" onClick={() => void show().catch(notifyFailure)}>
              {keyWords.show}
            </GatedButton>
            <span className="quiet">{keyWords.showWhy}</span>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
