import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { useClusters } from '../clusters/use-clusters.ts';
import { useStatistics } from '../overview/use-statistics.ts';
import { GatedButton } from '../parts/gated-button.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { words } from '../words/locations.ts';
import { columnsOf, type Location } from './columns.tsx';

export function Locations() {
  const api = useApi();
  const navigate = useNavigate();
  const { nameOf } = useClusters();
  const { data } = useStatistics();
  const create = (
    <GatedButton scope="admin" variant="primary" onClick={() => void navigate('/locations/new')}>
      {words.create}
    </GatedButton>
  );
  return (
    <ListPage<Location>
      title={words.title}
      description={words.description}
      columns={columnsOf(nameOf, data)}
      listKey={['locations', 'list']}
      load={(cursor, signal) =>
        answered(api.GET('/v1/locations', { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      idOf={({ name }) => name}
      everyMs={EVERY.list}
      actions={create}
      firstAction={create}
    />
  );
}
