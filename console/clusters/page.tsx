import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { OperationsOf } from '../operations/operations-of.tsx';
import { Failed } from '../parts/failed.tsx';
import { StateOf } from '../parts/phase.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { words } from '../words/applications.ts';
import { Namespaces } from './applications/namespaces.tsx';
import { ClusterSettings } from './settings.tsx';

export function ClusterPage() {
  const api = useApi();
  const { name = '' } = useParams();
  const { read } = useAddress();
  const { change } = useAddress();
  const { data, error, refetch } = usePolled({
    key: ['clusters', 'one', name],
    everyMs: EVERY.list,
    load: (signal) => answered(api.GET('/v1/clusters/{name}', { params: { path: { name } }, signal })),
  });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  const { status } = data;
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={<StateOf state={status.state} reason={status.reason} />}>
        {name}
      </Header>
      <Tabs
        ariaLabel={words.tabs}
        activeTabId={read('tab') ?? 'applications'}
        // Filters of one tab mean nothing on another.
        onChange={({ detail }) =>
          change({ tab: detail.activeTabId, search: undefined, labelSelector: undefined, phase: undefined })
        }
        tabs={[
          { id: 'applications', label: words.applications, content: <Namespaces cluster={name} /> },
          {
            id: 'backups',
            label: words.backups,
            content: <OperationsOf list="/v1/backups" filters={{ cluster: name }} />,
          },
          {
            id: 'restores',
            label: words.restores,
            content: <OperationsOf list="/v1/restores" filters={{ cluster: name }} />,
          },
          { id: 'settings', label: words.settings, content: <ClusterSettings name={name} /> },
        ]}
      />
    </SpaceBetween>
  );
}
