import { type ApiClient, answered, type paths } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { useClear } from '../parts/filters.tsx';
import { useAddress } from '../parts/use-address.ts';
import type { Summary } from './columns.tsx';

type Query = NonNullable<paths['/v1/operations']['get']['parameters']['query']>;
const FILTERS = ['search', 'phase', 'open', 'cluster', 'label', 'kind', 'namespace', 'schedule', 'location'] as const;

/** What a list of operations is filtered by, from the address, as the API takes it. */
export function useOperationList(path: '/v1/backups' | '/v1/restores' | '/v1/operations') {
  const api = useApi();
  const { read } = useAddress();
  const given = FILTERS.map((name) => [name, read(name)] as const).filter(([, value]) => value !== undefined);
  const filters = Object.fromEntries(given) as Query;
  return {
    listKey: [path.replace('/v1/', ''), filters] as const,
    clearFilters: useClear(FILTERS),
    load: (cursor: string | undefined, signal: AbortSignal) =>
      list(api, path, { ...filters, ...(cursor ? { cursor } : {}) }, signal),
  };
}

async function list(
  api: ApiClient,
  path: '/v1/backups' | '/v1/restores' | '/v1/operations',
  query: Query,
  signal: AbortSignal,
) {
  // The three lists are alike but for `kind`, which only one has.
  const page = await answered(api.GET(path as '/v1/operations', { params: { query }, signal }));
  return page as { items: Summary[]; nextCursor?: string };
}
