import { fieldsOf, kindNameOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { exclusionOf } from '../../domain/manifest/resources.ts';
import { subjectNamespacesOf } from '../../domain/restore/map-namespaces.ts';
import { BUILT_IN_GROUPS } from '../../domain/restore/restore-order.ts';
import { listManifests, type Unit } from '../../manifests/collect-unit.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import {
  apiVersionOf,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  CRD,
  type Kind,
  NAMESPACE,
  PV,
  STORAGE_CLASS,
} from '../../services/cluster/kinds.ts';

export interface Selection {
  namespaces: readonly string[];
  /** Classes of its claims. */
  storageClasses: ReadonlySet<string>;
  /** Kinds of which it has objects. */
  collected(): Promise<readonly Kind[]>;
  roleBindings: Kind | undefined;
}

/** What lies outside the namespaces but belongs to them. */
export function clusterScopedUnits(cluster: Cluster, selection: Selection): Unit[] {
  const within = new Set(selection.namespaces);
  return [
    unit(NAMESPACE, () => getEach(cluster, NAMESPACE, selection.namespaces)),
    unit(PV, () => only(listManifests(cluster, PV), (volume) => isBoundWithin(volume, within))),
    unit(STORAGE_CLASS, () => getEach(cluster, STORAGE_CLASS, [...selection.storageClasses])),
    unit(CRD, () => definitions(cluster, selection)),
    unit(CLUSTER_ROLE_BINDING, () => bindings(cluster, within)),
    unit(CLUSTER_ROLE, () => roles(cluster, selection, within)),
  ];
}

function unit(kind: Kind, read: () => AsyncIterable<Manifest>): Unit {
  return { kind, namespace: undefined, read };
}

async function* getEach(cluster: Cluster, kind: Kind, names: readonly string[]): AsyncGenerator<Manifest> {
  for (const name of names.toSorted()) {
    const object = await cluster.get(kind, undefined, name);
    if (object) yield { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
  }
}

async function* only(objects: AsyncIterable<Manifest>, wanted: (object: Manifest) => boolean) {
  for await (const object of objects) if (wanted(object)) yield object;
}

function isBoundWithin({ spec, status }: Manifest, namespaces: ReadonlySet<string>): boolean {
  const namespace = fieldsOf(fieldsOf(spec)?.claimRef)?.namespace;
  return fieldsOf(status)?.phase === 'Bound' && typeof namespace === 'string' && namespaces.has(namespace);
}

/** Kinds of an aggregated API have no definition: they come and go with their server. */
async function* definitions(cluster: Cluster, { collected }: Selection): AsyncGenerator<Manifest> {
  const custom = (await collected()).filter(({ group }) => !BUILT_IN_GROUPS.has(group));
  const names = custom.map(({ plural, group }) => `${plural}.${group}`);
  yield* getEach(cluster, CRD, names);
}

function bindings(cluster: Cluster, namespaces: ReadonlySet<string>): AsyncGenerator<Manifest> {
  return only(
    listManifests(cluster, CLUSTER_ROLE_BINDING),
    (binding) => !exclusionOf(binding) && subjectNamespacesOf(binding).some((namespace) => namespaces.has(namespace)),
  );
}

/** The roles that bindings to accounts within, and bindings within, refer to. */
async function* roles(cluster: Cluster, { namespaces, roleBindings }: Selection, within: ReadonlySet<string>) {
  const names = new Set<string>();
  for await (const binding of bindings(cluster, within)) addRole(names, binding);
  for (const namespace of roleBindings ? namespaces : []) {
    if (roleBindings)
      for await (const binding of listManifests(cluster, roleBindings, { namespace })) addRole(names, binding);
  }
  yield* only(getEach(cluster, CLUSTER_ROLE, [...names]), (role) => !exclusionOf(role));
}

function addRole(names: Set<string>, { roleRef }: Manifest): void {
  const { kind, name } = fieldsOf(roleRef) ?? {};
  if (kind === CLUSTER_ROLE.kind && typeof name === 'string') names.add(name);
}

/** For units that the whole namespace's discovery gives. */
export function namespacedUnit(cluster: Cluster, kind: Kind, namespace: string): Unit {
  return {
    kind,
    namespace,
    read: () => only(listManifests(cluster, kind, { namespace }), (object) => !exclusionOf(object)),
  };
}

/** `RoleBinding.rbac.authorization.k8s.io` → the kind, as discovery names it. */
export function kindNamed(kinds: readonly Kind[], name: string): Kind | undefined {
  return kinds.find((kind) => kindNameOf(kind) === name);
}
