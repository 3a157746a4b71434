import { apiVersionOf, type Kind, type KindBook } from '../kinds.ts';
import { noSuchPath } from '../status.ts';
import { type Answer, type Call, ok } from './request.ts';

const STATUS_VERBS = ['get', 'patch', 'update'];

/** What both forms of discovery say of a kind alike. */
function sharedBy({ verbs, shortNames, categories }: Kind): object {
  return {
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
}

function subresourcesOf({ subresources, status }: Kind): { name: string; verbs: string[] }[] {
  const others = subresources.map((name) => ({ name, verbs: ['get'] }));
  return status ? [...others, { name: 'status', verbs: STATUS_VERBS }] : others;
}

function resourcesOf(kind: Kind): object[] {
  const { plural, namespaced } = kind;
  const below = subresourcesOf(kind).map(({ name, verbs }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    kind: kind.kind,
    verbs,
  }));
  const storageVersionHash = Buffer.from(`${plural}.${kind.group}`).toString('base64').slice(0, 11);
  const main = { name: plural, singularName: kind.singular, namespaced, kind: kind.kind, storageVersionHash };
  return [{ ...main, ...sharedBy(kind) }, ...below];
}

function groupsOf(kinds: KindBook): { name: string; versions: string[] }[] {
  const groups = new Map<string, Set<string>>();
  for (const kind of kinds.all()) {
    if (kind.group === '') continue;
    groups.set(kind.group, (groups.get(kind.group) ?? new Set()).add(kind.version));
  }
  return [...groups].map(([name, versions]) => ({ name, versions: [...versions] }));
}

function describeGroup(group: { name: string; versions: string[] }): object {
  const versions = group.versions.map((version) => ({ groupVersion: `${group.name}/${version}`, version }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

function resourceList(kinds: KindBook, group: string, version: string): Answer {
  const inside = kinds.all().filter((kind) => kind.group === group && kind.version === version);
  if (inside.length === 0) throw noSuchPath();
  const groupVersion = apiVersionOf({ group, version });
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: inside.flatMap(resourcesOf) });
}

/** apidiscovery.k8s.io/v2: everything in two requests, as kubectl and newer clients ask for it. */
function aggregated(kinds: KindBook, groups: { name: string; versions: string[] }[]): Answer {
  const describe = (kind: Kind) => {
    const responseKind = { group: kind.group, version: kind.version, kind: kind.kind };
    const subresources = subresourcesOf(kind).map(({ name, verbs }) => ({ subresource: name, responseKind, verbs }));
    return {
      resource: kind.plural,
      responseKind,
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: kind.singular,
      ...sharedBy(kind),
      ...(subresources.length > 0 ? { subresources } : {}),
    };
  };
  const items = groups.map((group) => ({
    metadata: { name: group.name, creationTimestamp: null },
    versions: group.versions.map((version) => ({
      version,
      freshness: 'Current',
      resources: kinds
        .all()
        .filter((kind) => kind.group === group.name && kind.version === version)
        .map(describe),
    })),
  }));
  return {
    status: 200,
    body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items },
    headers: { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  };
}

/** Undefined when the path is none of discovery's. */
export function discover(kinds: KindBook, call: Call): Answer | undefined {
  const [root, first, second, ...more] = call.path.split('/').filter((step) => step !== '');
  if (more.length > 0) return undefined;
  const wantsAll = call.accept.includes('g=apidiscovery.k8s.io') && call.accept.includes('v=v2;');
  if (root === 'api' && first === undefined) {
    if (wantsAll) return aggregated(kinds, [{ name: '', versions: ['v1'] }]);
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  }
  if (root === 'apis' && first === undefined) {
    if (wantsAll) return aggregated(kinds, groupsOf(kinds));
    return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds).map(describeGroup) });
  }
  if (root === 'api' && second === undefined) return resourceList(kinds, '', first ?? '');
  if (root === 'apis' && second !== undefined) return resourceList(kinds, first ?? '', second);
  if (root !== 'apis') return undefined;
  const group = groupsOf(kinds).find((one) => one.name === first);
  if (group === undefined) throw noSuchPath();
  return ok({ kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) });
}
