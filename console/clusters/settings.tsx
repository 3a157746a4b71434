import { useQueryClient } from '@tanstack/react-query';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { EditCluster } from './edit.tsx';
import { ClusterView } from './view.tsx';

/** For a tab of a cluster's page: how it is registered, what is amiss with that, and the form of it (`edit=true`). */
export function ClusterSettings({ name }: { name: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const { read, change } = useAddress();
  const key = ['clusters', 'one', name];
  const load = () => answered(api.GET('/v1/clusters/{name}', { params: { path: { name } } }));
  const { data, error, refetch } = usePolled({ key, everyMs: EVERY.list, load });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  if (read('edit') === undefined) return <ClusterView cluster={data} onEdit={() => change({ edit: 'true' })} />;
  return (
    <EditCluster
      first={data}
      load={async () => {
        const newest = await load();
        queries.setQueryData(key, newest);
        return newest;
      }}
      onEnd={() => change({ edit: undefined })}
    />
  );
}
