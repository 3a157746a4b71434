import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { gone, Remove } from '../parts/remove.tsx';
import { useAction } from '../parts/use-action.ts';
import { words } from '../words/clusters.ts';
import { STATES } from '../words/phases.ts';
import type { Cluster } from './use-clusters.ts';

/** What a person can do with the registration of a cluster. */
export function ClusterActions({ cluster, onEdit }: { cluster: Cluster; onEdit: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  const { running, run } = useAction();
  const [asked, setAsked] = useState(false);
  const { name, generation } = cluster;
  const validate = async () => {
    const params = { path: { name } };
    await run(() => answered(api.POST('/v1/clusters/{name}/validate', { params, body: {} })), {
      taken: words.validating(name),
      done: ({ status }) => words.validated(name, STATES[status.state].text),
      changes: ['clusters'],
    });
  };
  const remove = async (force: boolean) => {
    const query = force ? { force: 'true' as const } : {};
    const params = { path: { name }, query, header: { 'If-Match': `"${generation}"` } };
    await gone(await api.DELETE('/v1/clusters/{name}', { params }));
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <GatedButton scope="operate" loading={running} onClick={() => void validate()}>
          {words.validate}
        </GatedButton>
        <GatedButton scope="admin" onClick={onEdit}>
          {words.edit}
        </GatedButton>
        <GatedButton scope="admin" onClick={() => setAsked(true)}>
          {words.remove}
        </GatedButton>
      </SpaceBetween>
      {asked && (
        <Remove
          header={words.removeHeader(name)}
          name={name}
          force={words.removeForce}
          remove={remove}
          removed={words.removed(name)}
          changes={['clusters', 'schedules']}
          onRemoved={() => void navigate('/clusters')}
          onDismiss={() => setAsked(false)}
        >
          {words.removeText}
        </Remove>
      )}
    </>
  );
}
