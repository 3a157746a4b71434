import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cluster, KubeObject } from '../../functions/services/cluster/cluster.ts';
import {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  type Kind,
  NAMESPACE,
  SERVICE_ACCOUNT,
} from '../../functions/services/cluster/kinds.ts';

const FOLDER = path.join(import.meta.dirname, 'manifests');
const DEFAULT_NAMESPACE = 'snapferry';
const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' };

const KINDS: readonly Kind[] = [
  NAMESPACE,
  SERVICE_ACCOUNT,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  { ...RBAC, kind: 'Role', plural: 'roles', namespaced: true },
  { ...RBAC, kind: 'RoleBinding', plural: 'rolebindings', namespaced: true },
  {
    group: 'scheduling.k8s.io',
    version: 'v1',
    kind: 'PriorityClass',
    plural: 'priorityclasses',
    namespaced: false,
  },
  { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
];

/** What a cluster's admin applies, in order, moved to another namespace if one is given. */
export function readManifests(namespace = DEFAULT_NAMESPACE): KubeObject[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .flatMap((name) => parseAllDocuments(readFileSync(path.join(FOLDER, name), 'utf8')))
    .map((document) => moveTo(namespace, document.toJS() as KubeObject));
}

/** Creates what is missing and merges the rest; applying twice is as good as once. */
export async function applyManifests(cluster: Cluster, namespace = DEFAULT_NAMESPACE): Promise<void> {
  for (const object of readManifests(namespace)) {
    const kind = KINDS.find((one) => one.kind === object.kind);
    if (!kind) throw new Error(`the kind ${object.kind} of a manifest is not known`);
    const made = await cluster.create(kind, object);
    if (typeof made === 'string') await cluster.patch(kind, object.metadata.namespace, object.metadata.name, object);
  }
}

/** Bindings of the cluster get the namespace's name too, so that two installations each have their own. */
function moveTo(namespace: string, object: KubeObject): KubeObject {
  if (namespace === DEFAULT_NAMESPACE) return object;
  const moved = structuredClone(object);
  const { metadata } = moved;
  if (metadata.namespace) metadata.namespace = namespace;
  if (moved.kind === 'Namespace') metadata.name = namespace;
  if (moved.kind === 'ClusterRoleBinding') metadata.name = `${metadata.name}-${namespace}`;
  for (const subject of (moved.subjects ?? []) as { namespace?: string }[]) subject.namespace = namespace;
  return moved;
}
