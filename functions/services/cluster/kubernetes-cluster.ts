import { checkClusterId, checkMeta, checkVersion } from '../../domain/cluster/cluster-answers.ts';
import type { DirectCredentials } from '../../domain/cluster/cluster-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { AddressPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import { objectSchema, parse, parseAs, reasonOf, refusal } from './answers.ts';
import type { Access, Cluster, KubeObject } from './cluster.ts';
import { type Call, type Connection, type ConnectionOptions, connect } from './connection.ts';
import { discover, discoverServed } from './discovery.ts';
import type { Exchange } from './exchange.ts';
import { runCommand } from './exec.ts';
import { apiVersionOf, NAMESPACE } from './kinds.ts';
import { listAll, pathOf, placeOf, queryOf, readPage } from './list-objects.ts';
import type { OpenSession } from './session.ts';

export interface ClusterOptions {
  ref: ClusterRef;
  ownNamespace: string;
  credentials: DirectCredentials;
  token?: ConnectionOptions['token'];
  policy: AddressPolicy;
  clock: Clock;
  timeoutMs?: number;
  tries?: number;
  exchange?: Exchange;
  openSession?: OpenSession;
}

/** A Cluster that holds connections; `close` ends them. */
export type OpenCluster = Cluster & { close(): void };

const HURRY = { timeoutMs: 2000, tries: 1 };

/** A cluster over its REST API: raw JSON in and out, so that no field is lost that a client's models do not know. */
export function openCluster(options: ClusterOptions): OpenCluster {
  const { ref, ownNamespace } = options;
  const connection = connect(options);
  let knownIdentity: string | undefined;

  return {
    ref,
    ownNamespace,
    listAll: (kind, wanted) => listAll(connection, kind, wanted),
    patch: (kind, namespace, name, body) => patchAt(connection, pathOf(kind, namespace, name), body),
    patchStatus: (kind, namespace, name, body) => patchAt(connection, `${pathOf(kind, namespace, name)}/status`, body),
    logs: (namespace, pod, wanted) => readLog(connection, namespace, pod, wanted),
    exec: (namespace, pod, wanted) => runCommand(connection, options.clock, { ...wanted, namespace, pod }),
    discover: (onUnavailable) => discover(connection, onUnavailable),
    served: (onUnavailable) => discoverServed(connection, onUnavailable),
    close: () => connection.close(),

    async get(kind, namespace, name) {
      const found = await read(connection, { method: 'GET', path: pathOf(kind, namespace, name) });
      if (found) checkMeta(found.metadata, { ...kind, namespace, name });
      return found;
    },

    async list(kind, wanted = {}) {
      const { bytes: _, ...page } = await readPage(connection, kind, wanted);
      return page;
    },

    async create(kind, object, { dryRun = false } = {}) {
      const body = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object };
      const path = `${placeOf(kind, object.metadata.namespace)}${queryOf({ dryRun: dryRun ? 'All' : undefined })}`;
      const call: Call = { method: 'POST', path, body };
      const answer = await connection.send(call);
      if (answer.status === 409 && reasonOf(answer) === 'AlreadyExists') {
        return answer.afterDoubt ? 'maybe-ours' : 'exists';
      }
      return parseAs(objectSchema, call, answer);
    },

    async delete(kind, namespace, name, { uid, propagation = 'Background' } = {}) {
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
    },

    async identity() {
      if (knownIdentity) return knownIdentity;
      const found = await read(connection, { method: 'GET', path: pathOf(NAMESPACE, undefined, 'kube-system') });
      if (!found) throw new Fault('cluster.request_refused', 'the cluster has no namespace kube-system');
      knownIdentity = checkClusterId(found.metadata?.uid);
      return knownIdentity;
    },

    async version() {
      const call: Call = { method: 'GET', path: '/version' };
      const { gitVersion } = fieldsIn(parse(call, await connection.send(call)));
      return checkVersion(gitVersion);
    },

    async denied(wanted) {
      const denied = await Promise.all(wanted.map((access) => isDenied(connection, access)));
      return wanted.filter((_, index) => denied[index]);
    },
  };
}

async function read(connection: Connection, call: Call): Promise<KubeObject | undefined> {
  const answer = await connection.send(call);
  return answer.status === 404 ? undefined : parseAs(objectSchema, call, answer);
}

async function patchAt(connection: Connection, path: string, body: unknown): Promise<KubeObject | undefined> {
  return await read(connection, { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
}

async function readLog(
  connection: Connection,
  ...[namespace, pod, { container, tailLines, limitBytes, hurry }]: Parameters<Cluster['logs']>
): ReturnType<Cluster['logs']> {
  const query = queryOf({ container, tailLines, limitBytes });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log${query}`;
  const call: Call = { method: 'GET', path, accept: 'text/plain, */*', ...(hurry ? HURRY : {}) };
  const answer = await connection.send(call);
  if (answer.status === 200) return answer.text;
  // 204: the pod is not on a node yet; 400: the container has not started, or is gone
  if ([204, 400, 404].includes(answer.status)) return undefined;
  throw refusal(call, answer);
}

async function isDenied(connection: Connection, { verb, group, resource, subresource, namespace }: Access) {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, subresource, namespace } },
  };
  const call: Call = { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body };
  const review = fieldsIn(parse(call, await connection.send(call)));
  return fieldsIn(review.status).allowed !== true;
}
