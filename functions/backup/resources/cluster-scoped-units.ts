import type { Verdict } from '../../domain/backup/select-objects.ts';
import { fieldsOf, kindNameOf, listOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { exclusionOf } from '../../domain/manifest/resources.ts';
import { accountOf, subjectNamespacesOf } from '../../domain/restore/map-namespaces.ts';
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
import { type Judge, type JudgedUnit, judgedObjects, selectedObjects, withoutAnnotated } from './judged-objects.ts';

export interface Selection {
  namespaces: readonly string[];
  judge: Judge;
  /** Whether a claim, as `namespace/name`, is in the backup; of one that was made since it was planned nothing is known. */
  isWithin(claim: string): boolean | undefined;
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
  return isWithin(`${namespace}/${String(name)}`) ?? (!judge.isPartial && namespaces.includes(namespace));
}

/** Kinds of an aggregated API have no definition: they come and go with their server. */
async function* definitions(cluster: Cluster, { collected }: Selection): AsyncGenerator<Manifest> {
  const custom = (await collected()).filter(({ group }) => !BUILT_IN_GROUPS.has(group));
  const names = custom.map(({ plural, group }) => `${plural}.${group}`);
  yield* getEach(cluster, CRD, names);
}

/** What binds accounts within, and not only such as are kept out; where not all of a namespace is selected, those that are. */
async function* bindings(cluster: Cluster, { namespaces, judge }: Selection): AsyncGenerator<Manifest> {
  const within = new Set(namespaces);
  const verdictOf = createVerdicts(cluster, judge);
  for await (const binding of listManifests(cluster, CLUSTER_ROLE_BINDING)) {
    if (!exclusionOf(binding) && (await isOfSome(listOf(binding.subjects)))) yield binding;
  }

  async function isOfSome(subjects: readonly Record<string, unknown>[]): Promise<boolean> {
    for (const subject of subjects) {
      const [namespace] = subjectNamespacesOf({ subjects: [subject] });
      if (namespace === undefined || !within.has(namespace)) continue;
      const account = accountOf(subject);
      const verdict = account === undefined ? undefined : await verdictOf(namespace, account);
      // of a group, and of the accounts that every namespace has, nobody judges
      if (verdict === 'selected' || (verdict === undefined && !judge.isPartial)) return true;
    }
    return false;
  }
}

/** What is said of an account; of those that no backup takes nothing. Each namespace is read once, and only if it is asked for. */
function createVerdicts(cluster: Cluster, judge: Judge) {
  const read = new Map<string, Promise<Map<string, Verdict>>>();
  async function accountsIn(namespace: string) {
    const verdicts = new Map<string, Verdict>();
    for await (const { manifest, verdict } of judgedObjects(cluster, SERVICE_ACCOUNT, namespace, judge)) {
      verdicts.set(manifest.metadata.name, verdict);
    }
    return verdicts;
  }
  return async (namespace: string, name: string): Promise<Verdict | undefined> => {
    const accounts = read.get(namespace) ?? accountsIn(namespace);
    read.set(namespace, accounts);
    return (await accounts).get(name);
  };
}

/** The roles that bindings to accounts within, and bindings within, refer to. */
async function* roles(cluster: Cluster, selection: Selection) {
  const { namespaces, roleBindings, judge } = selection;
  const names = new Set<string>();
  for await (const binding of withoutAnnotated(unit(CLUSTER_ROLE_BINDING, () => bindings(cluster, selection))).read()) {
    addRole(names, binding);
  }
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
