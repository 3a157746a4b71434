import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { useStatistics } from '../overview/use-statistics.ts';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { words } from '../words/clusters.ts';
import { clusterColumns } from './columns.tsx';
import type { Cluster } from './use-clusters.ts';

export function Clusters() {
  const api = useApi();
  const navigate = useNavigate();
  const { data } = useStatistics();
  const register = (
    <GatedButton scope="admin" variant="primary" onClick={() => void navigate('/clusters/new')}>
      {words.register}
    </GatedButton>
  );
  return (
    <ListPage<Cluster>
      title={words.title}
      description={words.description}
      columns={clusterColumns(data)}
      listKey={['clusters', 'list']}
      load={(cursor, signal) =>
        answered(api.GET('/v1/clusters', { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={register}
      firstAction={register}
    />
  );
}
