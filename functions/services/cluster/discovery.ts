import { parse } from './answers.ts';
import type { Call, Connection } from './connection.ts';
import type { Kind } from './kinds.ts';

/** Aggregated discovery (Kubernetes 1.26 and later) is two calls, else one for each group and version. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

interface Aggregated {
  items?: {
    metadata?: { name?: string };
    versions?: {
      version: string;
      freshness?: string;
      resources?: {
        resource: string;
        responseKind?: { kind?: string };
        scope?: string;
        verbs?: string[];
      }[];
    }[];
  }[];
}

interface GroupList {
  groups?: { name: string; versions: { version: string }[]; preferredVersion?: { version: string } }[];
}

interface ResourceList {
  resources?: { name: string; kind: string; namespaced: boolean; verbs: string[]; group?: string; version?: string }[];
}

/**
 * Every listable kind once, in the version that its group prefers among those that have it. Subresources are no kinds.
 * @param onUnavailable told of each `group/version` whose server does not answer: usually an aggregated API without its pod
 */
export async function discover(
  connection: Connection,
  onUnavailable: (groupVersion: string) => void = () => {},
): Promise<Kind[]> {
  const [core, groups] = await Promise.all([
    discoverRoot(connection, '/api', onUnavailable),
    discoverRoot(connection, '/apis', onUnavailable),
  ]);
  const kinds = new Map<string, Kind>();
  for (const kind of [...core, ...groups]) {
    const key = `${kind.group}/${kind.plural}`;
    if (!kinds.has(key)) kinds.set(key, kind);
  }
  return [...kinds.values()];
}

/** All kinds below a root; of each group the preferred version comes first. */
async function discoverRoot(
  connection: Connection,
  root: '/api' | '/apis',
  onUnavailable: (groupVersion: string) => void,
): Promise<Kind[]> {
  const call: Call = { method: 'GET', path: root, accept: AGGREGATED };
  const answer = await connection.send(call);
  const found = parse<Aggregated & GroupList & { versions?: string[] }>(call, answer);
  if (answer.contentType.includes('apidiscovery.k8s.io')) return aggregated(found, onUnavailable);
  const versions = root === '/api' ? (found.versions ?? []).map((version) => ({ group: '', version })) : inOrder(found);
  const kinds = await Promise.all(versions.map((of) => discoverVersion(connection, of, onUnavailable)));
  return kinds.flat();
}

function aggregated({ items = [] }: Aggregated, onUnavailable: (groupVersion: string) => void): Kind[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, freshness, resources = [] }) => {
      const group = metadata?.name ?? '';
      if (freshness === 'Stale') onUnavailable(`${group}/${version}`);
      return resources
        .filter(({ verbs }) => verbs?.includes('list'))
        .map(({ resource, responseKind, scope }) => ({
          group,
          version,
          kind: responseKind?.kind ?? '',
          plural: resource,
          namespaced: scope === 'Namespaced',
        }));
    }),
  );
}

function inOrder({ groups = [] }: GroupList): { group: string; version: string }[] {
  return groups.flatMap(({ name, versions, preferredVersion }) => {
    const preferred = preferredVersion?.version;
    const rest = versions.map(({ version }) => version).filter((version) => version !== preferred);
    return [...(preferred ? [preferred] : []), ...rest].map((version) => ({ group: name, version }));
  });
}

async function discoverVersion(
  connection: Connection,
  { group, version }: { group: string; version: string },
  onUnavailable: (groupVersion: string) => void,
): Promise<Kind[]> {
  const call: Call = { method: 'GET', path: group === '' ? `/api/${version}` : `/apis/${group}/${version}` };
  try {
    const { resources = [] } = parse<ResourceList>(call, await connection.send(call));
    return resources
      .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('list'))
      .map(({ name, kind, namespaced }) => ({ group, version, kind, plural: name, namespaced }));
  } catch (thrown) {
    if (group === '') throw thrown;
    onUnavailable(`${group}/${version}`);
    return [];
  }
}
