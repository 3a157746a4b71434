import { useState } from 'react';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { words } from '../words/policies.ts';
import type { Policy } from './draft.ts';

export function RemovePolicy({ policy: { name, generation }, onRemoved }: { policy: Policy; onRemoved: () => void }) {
  const api = useApi();
  const [asked, setAsked] = useState(false);
  const remove = async (force: boolean) => {
    const query = force ? { force: 'true' as const } : {};
    const params = { path: { name }, query, header: { 'If-Match': `"${generation}"` } };
    await gone(await api.DELETE('/v1/policies/{name}', { params }));
  };
  return (
    <>
      <GatedButton formAction="none" scope="operate" onClick={() => setAsked(true)}>
        {words.remove}
      </GatedButton>
      {asked && (
        <Remove
          header={words.removeHeader(name)}
          name={name}
          force={words.removeForce}
          remove={remove}
          removed={words.removed(name)}
          changes={['policies', 'schedules']}
          onRemoved={onRemoved}
          onDismiss={() => setAsked(false)}
        >
          {words.removeText}
        </Remove>
      )}
    </>
  );
}
