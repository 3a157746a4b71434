import { type ApiClient, answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import type { Form } from './form.ts';
import { parseSelector } from './selector.ts';

/** As many as one backup takes. */
const MOST_NAMESPACES = 500;

/** The CSI provisioners of the volumes in the namespaces that are selected now. */
export function useProvisioners({ cluster, namespaces, namespaceLabel, single }: Form) {
  const api = useApi();
  const named = [...new Set([...namespaces, ...single.map(({ namespace }) => namespace)])].toSorted();
  const label = parseSelector(namespaceLabel) === undefined ? '' : namespaceLabel.trim();
  return usePolled({
    key: ['clusters', cluster, 'provisioners', named, label],
    everyMs: EVERY.rarely,
    enabled: cluster !== '' && (named.length > 0 || label !== ''),
    load: async (signal) => {
      const matched = label === '' ? [] : await matching(api, cluster, label, signal);
      const all = [...new Set([...named, ...matched])];
      if (all.length === 0) return { items: [], missingPermissions: [] };
      const params = { path: { name: cluster }, query: { namespaces: all.join(','), limit: 500 } };
      return await answered(api.GET('/v1/clusters/{name}/provisioners', { params, signal }));
    },
  });
}

async function matching(api: ApiClient, name: string, labelSelector: string, signal: AbortSignal): Promise<string[]> {
  const query = { labelSelector, limit: MOST_NAMESPACES };
  const page = await answered(api.GET('/v1/clusters/{name}/namespaces', { params: { path: { name }, query }, signal }));
  // Those of the system are in no selector.
  return page.items.filter(({ system }) => !system).map((one) => one.name);
}
