import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { keyWords, words } from '../words/locations.ts';
import type { Location } from './columns.tsx';
import { Maintain } from './maintain.tsx';

/** What a person can do with a location, beside looking at it. */
export function LocationActions({ location, onEdit }: { location: Location; onEdit: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'maintain' | 'remove'>();
  const { name, generation, recoveryKeyAcknowledged } = location;
  const remove = async (force: boolean) => {
    const query = force ? { force: 'true' as const } : {};
    const params = { path: { name }, query, header: { 'If-Match': `"${generation}"` } };
    await gone(await api.DELETE('/v1/locations/{name}', { params }));
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <GatedButton scope="operate" onClick={() => setAsked('maintain')}>
          {words.maintain}
        </GatedButton>
        <GatedButton scope="admin" onClick={onEdit}>
          {words.edit}
        </GatedButton>
        <GatedButton
          scope="admin"
          because={recoveryKeyAcknowledged ? undefined : keyWords.unacknowledgedWhy}
          onClick={() => setAsked('remove')}
        >
          {words.remove}
        </GatedButton>
      </SpaceBetween>
      {asked === 'maintain' && <Maintain name={name} onDismiss={() => setAsked(undefined)} />}
      {asked === 'remove' && (
        <Remove
          header={words.removeHeader(name)}
          name={name}
          force={words.removeForce}
          remove={remove}
          removed={words.removed(name)}
          changes={['locations']}
          onRemoved={() => void navigate('/locations')}
          onDismiss={() => setAsked(undefined)}
        >
          {words.removeText}
        </Remove>
      )}
    </>
  );
}
