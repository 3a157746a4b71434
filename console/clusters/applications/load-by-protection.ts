import { type ApiClient, answered } from '../../../client/client.ts';
import type { Page } from '../../parts/look-on.ts';
import type { Namespace } from './namespace.ts';

interface Asked {
  cluster: string;
  state: string;
  search: string | undefined;
  cursor: string | undefined;
}

/** Namespaces by how they are protected; what the cluster itself says of them is not asked for. */
export async function loadByProtection(api: ApiClient, asked: Asked, signal: AbortSignal): Promise<Page<Namespace>> {
  const { cluster, state, search, cursor } = asked;
  const query = { cluster, state, ...(search ? { search } : {}), ...(cursor ? { cursor } : {}) };
  const page = await answered(api.GET('/v1/protection', { params: { query }, signal }));
  return {
    items: page.items.map(({ namespace }) => ({ name: namespace, phase: '', labels: {}, system: false })),
    nextCursor: page.nextCursor,
  };
}
