import { checkClusterId, checkMeta, checkVersion, endless } from '../../domain/cluster/cluster-answers.ts';
import type { DirectCredentials } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { MOST_OF_LIST, MOST_PAGES } from '../../domain/location/read-limits.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import { parse, reasonOf, refusal } from './answers.ts';
import type { Access, Cluster, Exists, KubeObject, ListOptions, ObjectPage } from './cluster.ts';
import { type Call, type ConnectionOptions, connect } from './connection.ts';
import { discover, discoverServed } from './discovery.ts';
import { apiVersionOf, type Kind, NAMESPACE } from './kinds.ts';

export interface ClusterOptions {
  ref: ClusterRef;
  ownNamespace: string;
  credentials: DirectCredentials;
  token?: ConnectionOptions['token'];
  policy: AddressPolicy;
  clock: Clock;
  timeoutMs?: number;
  tries?: number;
  onCall?: ConnectionOptions['onCall'];
}

/** A Cluster that holds connections; `close` ends them. */
export type OpenCluster = Cluster & { close(): void };

const PAGE = 500;
const HURRY = { timeoutMs: 2000, tries: 1 };

/** A cluster over its REST API: raw JSON in and out, so that no field is lost that a client's models do not know. */
export function openCluster(options: ClusterOptions): OpenCluster {
  const { ref, ownNamespace } = options;
  const connection = connect(options);
  let knownIdentity: string | undefined;

  async function read<T>(call: Call): Promise<T | undefined> {
    const answer = await connection.send(call);
    return answer.status === 404 ? undefined : parse<T>(call, answer);
  }

  async function get(kind: Kind, namespace: string | undefined, name: string): Promise<KubeObject | undefined> {
    const found = await read<KubeObject>({ method: 'GET', path: pathOf(kind, namespace, name) });
    if (found) checkMeta(found.metadata, { ...kind, namespace, name });
    return found;
  }

  async function list(kind: Kind, wanted: ListOptions = {}): Promise<ObjectPage> {
    const { bytes: _, ...page } = await readPage(kind, wanted);
    return page;
  }

  async function readPage(kind: Kind, wanted: ListOptions): Promise<ObjectPage & { bytes: number }> {
    const { namespace, limit = PAGE, ...selectors } = wanted;
    const path = `${collectionOf(kind, namespace)}${queryOf({ ...selectors, limit })}`;
    const call: Call = { method: 'GET', path };
    try {
      const answer = await connection.send(call);
      const page = parse<{ items?: KubeObject[]; metadata?: { continue?: string } }>(call, answer);
      // the items of built-in kinds come without their type
      const items = (page.items ?? []).map((item) => ({ apiVersion: apiVersionOf(kind), kind: kind.kind, ...item }));
      for (const { metadata } of items) checkMeta(metadata, { ...kind, namespace });
      const bytes = answer.text.length;
      return { items, bytes, ...(page.metadata?.continue ? { continue: page.metadata.continue } : {}) };
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.details.reason !== 'TooLarge' || limit <= 1) throw thrown;
      return await readPage(kind, { ...wanted, limit: Math.max(1, Math.floor(limit / 8)) });
    }
  }

  async function listAll(kind: Kind, wanted: Omit<ListOptions, 'limit' | 'continue'> = {}): Promise<KubeObject[]> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        const items: KubeObject[] = [];
        let page: ObjectPage & { bytes: number } = { items: [], bytes: 0 };
        let bytes = 0;
        let pages = 0;
        do {
          page = await readPage(kind, { ...wanted, ...(page.continue ? { continue: page.continue } : {}) });
          for (const item of page.items) items.push(item);
          bytes += page.bytes;
          pages += 1;
          if (bytes > MOST_OF_LIST || pages > MOST_PAGES) throw endless(kind.kind);
        } while (page.continue);
        return items;
      } catch (thrown) {
        const expired = thrown instanceof Fault && thrown.details.status === 410;
        if (!expired || restarts > 0) throw thrown;
      }
    }
  }

  async function create(
    kind: Kind,
    object: KubeObject,
    { dryRun = false }: { dryRun?: boolean } = {},
  ): Promise<KubeObject | Exists> {
    const body = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object };
    const path = `${placeOf(kind, object.metadata.namespace)}${queryOf({ dryRun: dryRun ? 'All' : undefined })}`;
    const call: Call = { method: 'POST', path, body };
    const answer = await connection.send(call);
    if (answer.status === 409 && reasonOf(answer) === 'AlreadyExists') {
      return answer.afterDoubt ? 'maybe-ours' : 'exists';
    }
    return parse<KubeObject>(call, answer);
  }

  async function patchAt(path: string, body: unknown) {
    return await read<KubeObject>({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
  }

  async function patch(kind: Kind, namespace: string | undefined, name: string, body: unknown) {
    return await patchAt(pathOf(kind, namespace, name), body);
  }

  async function patchStatus(kind: Kind, namespace: string | undefined, name: string, body: unknown) {
    return await patchAt(`${pathOf(kind, namespace, name)}/status`, body);
  }

  const remove: Cluster['delete'] = async (kind, namespace, name, { uid, propagation = 'Background' } = {}) => {
    // always said: the API server's own default orphans the pods of a Job
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: propagation,
      ...(uid ? { preconditions: { uid } } : {}),
    };
    const call: Call = { method: 'DELETE', path: pathOf(kind, namespace, name), body };
    const answer = await connection.send(call);
    if (answer.status === 404 || (answer.status === 409 && uid)) return;
    parse(call, answer);
  };

  const logs: Cluster['logs'] = async (namespace, pod, { container, tailLines, limitBytes, hurry }) => {
    const query = queryOf({ container, tailLines, limitBytes });
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log${query}`;
    const call: Call = { method: 'GET', path, accept: 'text/plain, */*', ...(hurry ? HURRY : {}) };
    const answer = await connection.send(call);
    if (answer.status === 200) return answer.text;
    // 204: the pod is not on a node yet; 400: the container has not started, or is gone
    if ([204, 400, 404].includes(answer.status)) return undefined;
    throw refusal(call, answer);
  };

  async function isDenied({ verb, group, resource, subresource, namespace }: Access): Promise<boolean> {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource, subresource, namespace } },
    };
    const call: Call = { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body };
    const review = parse<{ status?: { allowed?: boolean } }>(call, await connection.send(call));
    return review.status?.allowed !== true;
  }

  return {
    ref,
    ownNamespace,
    get,
    list,
    listAll,
    create,
    patch,
    patchStatus,
    delete: remove,
    logs,
    discover: (onUnavailable) => discover(connection, onUnavailable),
    served: (onUnavailable) => discoverServed(connection, onUnavailable),
    close: () => connection.close(),

    async identity() {
      if (knownIdentity) return knownIdentity;
      const found = await read<KubeObject>({ method: 'GET', path: pathOf(NAMESPACE, undefined, 'kube-system') });
      if (!found) throw new Fault('cluster.request_refused', 'the cluster has no namespace kube-system');
      knownIdentity = checkClusterId(found.metadata?.uid);
      return knownIdentity;
    },

    async version() {
      const call: Call = { method: 'GET', path: '/version' };
      const { gitVersion } = parse<{ gitVersion?: unknown }>(call, await connection.send(call));
      return checkVersion(gitVersion);
    },

    async denied(wanted) {
      const denied = await Promise.all(wanted.map(isDenied));
      return wanted.filter((_, index) => denied[index]);
    },
  };
}

function rootOf({ group, version }: Kind): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Where a kind is listed; without a namespace, over all of them. */
function collectionOf(kind: Kind, namespace: string | undefined): string {
  const within = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(kind)}${within}/${kind.plural}`;
}

/** Where one object of a kind is made. */
function placeOf(kind: Kind, namespace: string | undefined): string {
  if (kind.namespaced && !namespace) throw new Fault('internal', `a ${kind.kind} needs a namespace`);
  return collectionOf(kind, namespace);
}

function pathOf(kind: Kind, namespace: string | undefined, name: string): string {
  if (name === '') throw new Fault('internal', `a ${kind.kind} needs a name`);
  return `${placeOf(kind, namespace)}/${encodeURIComponent(name)}`;
}

function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
