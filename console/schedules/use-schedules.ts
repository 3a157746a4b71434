import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';

export type Schedule = Schemas['Schedule'];

/** As many as one page has: to say which of them use a policy or a rule. */
export function useSchedules(): readonly Schedule[] {
  const api = useApi();
  const { data } = usePolled({
    key: ['schedules', 'all'],
    everyMs: EVERY.rarely,
    load: (signal) => answered(api.GET('/v1/schedules', { params: { query: { limit: 200 } }, signal })),
  });
  return data?.items ?? [];
}
