import type { Kind, KindBook } from '../kinds.ts';
import { type Answer, ok } from './request.ts';

const WRITTEN = ['get', 'patch', 'update'];
const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** apidiscovery.k8s.io/v2, as the product, kubectl and other newer clients ask for it. Undefined for any other path. */
export function discover(kinds: KindBook, path: string): Answer | undefined {
  if (path !== '/api' && path !== '/apis') return undefined;
  const served = kinds.all().filter(({ group }) => (group === '') === (path === '/api'));
  const items = [...Map.groupBy(served, ({ group }) => group)].map(([name, ofGroup]) => ({
    metadata: { name, creationTimestamp: null },
    versions: [...Map.groupBy(ofGroup, ({ version }) => version)].map(([version, ofVersion]) => ({
      version,
      freshness: 'Current',
      resources: ofVersion.map(describe),
    })),
  }));
  return {
    ...ok({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }),
    headers: { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  };
}

function describe(kind: Kind): object {
  const { verbs, shortNames, categories } = kind;
  const responseKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const below = kind.subresources.map((subresource) =>
    subresource === 'scale'
      ? { subresource, responseKind: SCALE, verbs: WRITTEN }
      : { subresource, responseKind, verbs: ['get'] },
  );
  if (kind.status) below.push({ subresource: 'status', responseKind, verbs: WRITTEN });
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(below.length > 0 ? { subresources: below } : {}),
  };
}
