import { useState } from 'react';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { words } from '../words/rules.ts';
import type { Rule } from './draft.ts';

export function RemoveRule({ rule: { name, generation }, onRemoved }: { rule: Rule; onRemoved: () => void }) {
  const api = useApi();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <GatedButton formAction="none" scope="admin" onClick={() => setAsked(true)}>
        {words.remove}
      </GatedButton>
      {asked && (
        <Remove
          header={words.removeHeader(name)}
          name={name}
          remove={async () => {
            const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
            await gone(await api.DELETE('/v1/rules/{name}', { params }));
          }}
          removed={words.removed(name)}
          changes={['rules']}
          onRemoved={onRemoved}
          onDismiss={() => setAsked(false)}
        >
          {words.removeText}
        </Remove>
      )}
    </>
  );
}
