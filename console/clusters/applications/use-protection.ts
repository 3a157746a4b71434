import { type ApiClient, answered, type Schemas } from '../../../client/client.ts';
import { EVERY, usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';

export type Protected = Schemas['Protection']['items'][number];

const PAGE = 200;
/** 500 namespaces are the most that one backup takes. */
const MOST_PAGES = 5;

/** How each namespace of a cluster is protected, by its name; undefined until it is known. */
export function useProtection(cluster: string): ReadonlyMap<string, Protected> | undefined {
  const api = useApi();
  const { data } = usePolled({
    key: ['protection', cluster],
    everyMs: EVERY.rarely,
    load: (signal) => readAll(api, cluster, signal),
  });
  return data;
}

async function readAll(api: ApiClient, cluster: string, signal: AbortSignal): Promise<Map<string, Protected>> {
  const found = new Map<string, Protected>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { cluster, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await answered(api.GET('/v1/protection', { params: { query }, signal }));
    for (const item of answer.items) found.set(item.namespace, item);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}
