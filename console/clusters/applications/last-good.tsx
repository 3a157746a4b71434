import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { answered } from '../../../client/client.ts';
import { EVERY, usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { Ago } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { words } from '../../words/applications.ts';

/** The newest backup of a namespace that can be restored. */
export function LastGood({ cluster, namespace }: { cluster: string; namespace: string }) {
  const api = useApi();
  const { data } = usePolled({
    key: ['backups', 'newest', cluster, namespace],
    everyMs: EVERY.rarely,
    load: (signal) => {
      const query = { cluster, namespace, phase: 'Succeeded' as const, limit: 1 };
      return answered(api.GET('/v1/backups', { params: { query }, signal }));
    },
  });
  if (!data) return <>…</>;
  const [newest] = data.items;
  if (!newest) return <StatusIndicator type="warning">{words.never}</StatusIndicator>;
  return (
    <To to={`/backups/${newest.id}`}>
      <Ago at={newest.startedAt ?? newest.createdAt} />
    </To>
  );
}
