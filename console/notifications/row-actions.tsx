import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { notify, notifyFailure } from '../app/notices.tsx';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { words } from '../words/notifications.ts';
import type { Receiver } from './draft.ts';

/** What a person can do with a receiver. */
export function RowActions({ receiver: { name, generation }, onEdit }: { receiver: Receiver; onEdit: () => void }) {
  const api = useApi();
  const [asked, setAsked] = useState(false);
  const [testing, setTesting] = useState(false);
  const test = async () => {
    setTesting(true);
    const params = { path: { name } };
    await answered(api.POST('/v1/notifications/{name}/test', { params, body: {} })).then(
      ({ delivered, status, answer, reason }) =>
        notify({
          type: delivered ? 'success' : 'error',
          header: delivered ? words.testDone(name) : words.testFailed(name),
          content: [status === undefined ? '' : words.answered(status), answer, reason].filter(Boolean).join(' '),
        }),
      notifyFailure,
    );
    setTesting(false);
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <GatedButton scope="admin" ariaLabel={words.testOf(name)} loading={testing} onClick={() => void test()}>
          {words.test}
        </GatedButton>
        <GatedButton scope="admin" ariaLabel={words.editOf(name)} onClick={onEdit}>
          {words.edit}
        </GatedButton>
        <GatedButton scope="admin" ariaLabel={words.removeOf(name)} onClick={() => setAsked(true)}>
          {words.remove}
        </GatedButton>
      </SpaceBetween>
      {asked && (
        <Remove
          header={words.removeHeader(name)}
          name={name}
          remove={async () => {
            const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
            await gone(await api.DELETE('/v1/notifications/{name}', { params }));
          }}
          removed={words.removed(name)}
          changes={['notifications']}
          onRemoved={() => setAsked(false)}
          onDismiss={() => setAsked(false)}
        >
          {words.removeText}
        </Remove>
      )}
    </>
  );
}
