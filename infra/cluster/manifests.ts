import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cluster, KubeObject } from '../../functions/services/cluster/cluster.ts';
import {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  type Kind,
  NAMESPACE,
  ROLE,
  ROLE_BINDING,
  SERVICE_ACCOUNT,
} from '../../functions/services/cluster/kinds.ts';
import { execBindingName } from '../../functions/services/cluster/permissions.ts';

const FOLDER = path.join(import.meta.dirname, 'manifests');
const EXEC_ROLE = path.join(import.meta.dirname, 'optional', 'exec.yaml');
const DEFAULT_NAMESPACE = 'snapferry';
const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' };

const KINDS: readonly Kind[] = [
  NAMESPACE,
  SERVICE_ACCOUNT,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  ROLE,
  ROLE_BINDING,
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
    .flatMap((name) => readObjects(path.join(FOLDER, name)))
    .map((object) => moveTo(namespace, object));
}

/** The role that rules need, bound in these namespaces, or everywhere. */
export function execRights(where: readonly string[] | 'all', own = DEFAULT_NAMESPACE): KubeObject[] {
  const binding = {
    apiVersion: `${RBAC.group}/${RBAC.version}`,
    roleRef: { apiGroup: RBAC.group, kind: CLUSTER_ROLE.kind, name: 'snapferry-exec' },
    subjects: [{ kind: SERVICE_ACCOUNT.kind, name: 'snapferry-backup', namespace: own }],
  };
  const name = execBindingName(own);
  const bindings =
    where === 'all'
      ? [{ ...binding, kind: CLUSTER_ROLE_BINDING.kind, metadata: { name } }]
      : where.map((namespace) => ({ ...binding, kind: ROLE_BINDING.kind, metadata: { name, namespace } }));
  return [...readObjects(EXEC_ROLE), ...bindings];
}

function readObjects(file: string): KubeObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as KubeObject);
}

/** Creates what is missing and merges the rest, in order; applying twice is as good as once. */
export async function applyObjects(cluster: Cluster, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
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
