import { fieldsOf, kindNameOf, listOf, type Manifest } from '../../domain/manifest/manifest.ts';
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
  SERVICE_ACCOUNT,
  STORAGE_CLASS,
} from '../../services/cluster/kinds.ts';
import { type Judge, type JudgedUnit, selectedObjects, withoutAnnotated } from './judged-objects.ts';

export interface Selection {
  namespaces: readonly string[];
  judge: Judge;
  /** Of the claims that are in the backup, as `namespace/name`. */
  isWithin(claim: string): boolean;
  /** Classes of its claims. */
  storageClasses: ReadonlySet<string>;
  /** Kinds of which it has objects. */
  collected(): Promise<readonly Kind[]>;
  roleBindings: Kind | undefined;
}

/** What lies outside the namespaces but belongs to them. */
export function clusterScopedUnits(cluster: Cluster, selection: Selection): JudgedUnit[] {
  return [
    unit(NAMESPACE, () => getEach(cluster, NAMESPACE, selection.namespaces)),
    unit(PV, () => only(listManifests(cluster, PV), (volume) => isBoundWithin(volume, selection))),
    unit(STORAGE_CLASS, () => getEach(cluster, STORAGE_CLASS, [...selection.storageClasses])),
    unit(CRD, () => definitions(cluster, selection)),
    unit(CLUSTER_ROLE_BINDING, () => bindings(cluster, selection)),
    unit(CLUSTER_ROLE, () => roles(cluster, selection)),
  ].map(withoutAnnotated);
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

function isBoundWithin({ spec, status }: Manifest, { namespaces, judge, isWithin }: Selection): boolean {
  const { namespace, name } = fieldsOf(fieldsOf(spec)?.claimRef) ?? {};
  if (fieldsOf(status)?.phase !== 'Bound' || typeof namespace !== 'string') return false;
  return judge.isPartial ? isWithin(`${namespace}/${String(name)}`) : namespaces.includes(namespace);
}

/** Kinds of an aggregated API have no definition: they come and go with their server. */
async function* definitions(cluster: Cluster, { collected }: Selection): AsyncGenerator<Manifest> {
  const custom = (await collected()).filter(({ group }) => !BUILT_IN_GROUPS.has(group));
  const names = custom.map(({ plural, group }) => `${plural}.${group}`);
  yield* getEach(cluster, CRD, names);
}

/** What binds accounts within; where not all of a namespace is selected, accounts that are. */
async function* bindings(cluster: Cluster, { namespaces, judge }: Selection): AsyncGenerator<Manifest> {
  const within = new Set(namespaces);
  const accounts = judge.isPartial ? await accountsOf(cluster, namespaces, judge) : undefined;
  yield* only(listManifests(cluster, CLUSTER_ROLE_BINDING), (binding) => {
    if (exclusionOf(binding)) return false;
    if (!accounts) return subjectNamespacesOf(binding).some((namespace) => within.has(namespace));
    return listOf(binding.subjects).some(({ namespace, name }) => accounts.has(`${String(namespace)}/${String(name)}`));
  });
}

async function accountsOf(cluster: Cluster, namespaces: readonly string[], judge: Judge): Promise<Set<string>> {
  const accounts = new Set<string>();
  for (const namespace of namespaces) {
    for await (const { metadata } of selectedObjects(cluster, SERVICE_ACCOUNT, namespace, judge)) {
      accounts.add(`${namespace}/${metadata.name}`);
    }
  }
  return accounts;
}

/** The roles that bindings to accounts within, and bindings within, refer to. */
async function* roles(cluster: Cluster, selection: Selection) {
  const { namespaces, roleBindings, judge } = selection;
  const names = new Set<string>();
  for await (const binding of bindings(cluster, selection)) addRole(names, binding);
  for (const namespace of roleBindings ? namespaces : []) {
    if (!roleBindings) continue;
    for await (const binding of selectedObjects(cluster, roleBindings, namespace, judge)) addRole(names, binding);
  }
  yield* only(getEach(cluster, CLUSTER_ROLE, [...names]), (role) => !exclusionOf(role));
}

function addRole(names: Set<string>, { roleRef }: Manifest): void {
  const { kind, name } = fieldsOf(roleRef) ?? {};
  if (kind === CLUSTER_ROLE.kind && typeof name === 'string') names.add(name);
}

/** `RoleBinding.rbac.authorization.k8s.io` → the kind, as discovery names it. */
export function kindNamed(kinds: readonly Kind[], name: string): Kind | undefined {
  return kinds.find((kind) => kindNameOf(kind) === name);
}
