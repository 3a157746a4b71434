export interface SingleResource {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** What was chosen on the cluster's page, or stands in an address that somebody sent. */
export interface Draft {
  cluster: string;
  namespaces: readonly string[];
  namespaceLabel?: string;
  types?: readonly string[];
  resourceLabel?: string;
  single: readonly SingleResource[];
  /** Who came to make a schedule. */
  onSchedule?: boolean;
}

interface Kept {
  single?: readonly SingleResource[];
}

/** Single resources would be too long for an address: they stay in the history's own state, which a reload keeps. */
export function addressOfDraft({ cluster, namespaces, namespaceLabel, types, resourceLabel, single }: Draft) {
  const parameters = new URLSearchParams({
    cluster,
    ...(namespaces.length > 0 ? { namespaces: namespaces.join(',') } : {}),
    ...(namespaceLabel ? { namespaceLabel } : {}),
    ...(types && types.length > 0 ? { types: types.join(',') } : {}),
    ...(resourceLabel ? { resourceLabel } : {}),
  });
  return { to: `/backups/new?${parameters.toString()}`, state: { single } satisfies Kept };
}

export function readDraft(parameters: URLSearchParams, state: unknown): Draft {
  const list = (name: string) => (parameters.get(name) ?? '').split(',').filter(Boolean);
  const { single = [] } = (state ?? {}) as Kept;
  const namespaceLabel = parameters.get('namespaceLabel');
  const resourceLabel = parameters.get('resourceLabel');
  return {
    cluster: parameters.get('cluster') ?? '',
    namespaces: list('namespaces'),
    ...(namespaceLabel ? { namespaceLabel } : {}),
    types: list('types'),
    ...(resourceLabel ? { resourceLabel } : {}),
    single,
    ...(parameters.get('schedule') === 'true' ? { onSchedule: true } : {}),
  };
}
