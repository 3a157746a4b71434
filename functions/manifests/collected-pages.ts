import { checkedMeta } from '../domain/cluster/checked-meta.ts';
import { kindNameOf, type Manifest } from '../domain/manifest/manifest.ts';
import { isToldByMetadata, PULL_SECRET_TYPE } from '../domain/manifest/resources.ts';
import type { Cluster, KubeObject, ListOptions, ObjectPage } from '../services/cluster/cluster.ts';
import { apiVersionOf, type Kind, SECRET } from '../services/cluster/kinds.ts';
import { listOrNone } from './collect-unit.ts';

export type ReadPage = (at: Pick<ListOptions, 'limit' | 'continue'>) => Promise<ObjectPage>;

/** `namespace/name`: the API server lists all objects of a kind in the order of these texts. */
export function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/**
 * Reads the objects of a kind page by page, each with no more than what tells whether it is collected (`exclusionOf`):
 * of nearly all kinds their metadata. No Secret is read.
 */
export function collectedPages(
  cluster: Cluster,
  kind: Kind,
  scope: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>,
): ReadPage {
  const metadataOnly = isToldByMetadata(kind);
  let pullSecrets: Promise<Set<string>> | undefined;

  async function findPullSecrets(): Promise<Set<string>> {
    const fieldSelector = `type=${PULL_SECRET_TYPE}`;
    return new Set((await cluster.listAll(kind, { ...scope, fieldSelector, metadataOnly })).map(placeOf));
  }

  return async (at) => {
    const page = await listOrNone(cluster, kind, { ...scope, ...at, metadataOnly });
    for (const { metadata } of page.items) checkedMeta(metadata, kind.kind);
    if (kindNameOf(kind) !== kindNameOf(SECRET) || page.items.length === 0) return page;
    pullSecrets ??= findPullSecrets();
    const places = await pullSecrets;
    const typed = (item: KubeObject) => (places.has(placeOf(item)) ? { ...item, type: PULL_SECRET_TYPE } : item);
    return { ...page, items: page.items.map(typed) };
  };
}

/** The same, one after the other, as listManifests gives whole ones: for who counts them. */
export async function* listHeads(
  cluster: Cluster,
  kind: Kind,
  scope: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'> = {},
): AsyncGenerator<Manifest> {
  const read = collectedPages(cluster, kind, scope);
  let next: string | undefined;
  do {
    const page = await read(next ? { continue: next } : {});
    for (const item of page.items) yield { ...item, apiVersion: apiVersionOf(kind), kind: kind.kind };
    next = page.continue;
  } while (next);
}
