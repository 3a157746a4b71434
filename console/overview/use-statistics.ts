import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';

/** How all of it stands; one request for the whole page. */
export function useStatistics() {
  const api = useApi();
  return usePolled({
    key: ['statistics'],
    everyMs: EVERY.list,
    load: (signal) => answered(api.GET('/v1/statistics', { signal })),
  });
}
