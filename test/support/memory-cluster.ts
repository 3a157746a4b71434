import { Fault } from '../../functions/domain/errors.ts';
import { groupKindOf, kindNameOf } from '../../functions/domain/manifest/manifest.ts';
import type { Cluster, KubeObject } from '../../functions/services/cluster/cluster.ts';
import { apiVersionOf, type Kind } from '../../functions/services/cluster/kinds.ts';

export interface MemoryCluster extends Cluster {
  objects: KubeObject[];
  calls: string[];
}

/** Objects in memory behind the Cluster interface, for what only reads and creates; it has no controllers. */
export function createMemoryCluster(kinds: readonly Kind[], objects: KubeObject[]): MemoryCluster {
  const calls: string[] = [];
  const matching = (kind: Kind, namespace?: string): KubeObject[] =>
    objects.filter(
      (object) =>
        kindNameOf(groupKindOf(object)) === kindNameOf(kind) && (!namespace || object.metadata.namespace === namespace),
    );
  const find = (kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined =>
    matching(kind, namespace).find(({ metadata }) => metadata.name === name);
  const cluster: MemoryCluster = {
    ref: { name: 'c', uid: 'u', clusterId: 'cluster-1' },
    ownNamespace: 'snapferry',
    objects,
    calls,
    identity: async () => 'cluster-1',
    version: async () => 'v1.36.1',
    get: async (kind, namespace, name) => find(kind, namespace, name),
    async list(kind, { namespace, limit = 500, continue: from = '0' } = {}) {
      calls.push(`list ${kindNameOf(kind)} ${namespace ?? '-'} ${limit}`);
      const all = matching(kind, namespace);
      const end = Number(from) + limit;
      const items = all.slice(Number(from), end);
      return end < all.length ? { items, continue: String(end) } : { items };
    },
    async listAll(kind, options) {
      return (await cluster.list(kind, { ...options, limit: Number.MAX_SAFE_INTEGER })).items;
    },
    async create(kind, object, { dryRun = false } = {}) {
      if (find(kind, object.metadata.namespace, object.metadata.name)) return 'exists';
      const made = { ...structuredClone(object), apiVersion: apiVersionOf(kind), kind: kind.kind };
      made.metadata.uid = `uid-${objects.length}`;
      if (dryRun) return made;
      objects.push(made);
      calls.push(`create ${kindNameOf(kind)} ${object.metadata.name}`);
      return made;
    },
    async patch(kind, namespace, name, patch) {
      const found = find(kind, namespace, name);
      if (found) Object.assign(found, patch);
      return found;
    },
    async patchStatus(kind, namespace, name, patch) {
      return await cluster.patch(kind, namespace, name, patch);
    },
    async delete(kind, namespace, name) {
      const found = find(kind, namespace, name);
      if (found) objects.splice(objects.indexOf(found), 1);
    },
    logs: async () => undefined,
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '', cut: false }),
    discover: async () => [...kinds],
    served: async () => [...kinds],
    denied: async () => [],
  };
  return cluster;
}

export function expired(): Fault {
  return new Fault('cluster.request_refused', 'the continue token is too old', { details: { status: 410 } });
}
