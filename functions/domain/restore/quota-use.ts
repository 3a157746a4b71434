import { fieldsOf, type GroupKind, groupKindOf, kindNameOf, listOf, type Manifest } from '../manifest/manifest.ts';
import { amountOf } from '../volume/quantity.ts';
import { requestOf } from './restored-claim.ts';

/** By the names that a ResourceQuota has for them: `pods`, `requests.storage`, `count/deployments.apps`. */
export type QuotaUse = ReadonlyMap<string, number>;

/** Of these a quota also counts under their plain names. */
const PLAIN: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);
/** How many pods a controller makes of its template; of others nobody knows before. */
const REPLICAS: Readonly<Record<string, string>> = {
  'Deployment.apps': 'replicas',
  'StatefulSet.apps': 'replicas',
  'ReplicaSet.apps': 'replicas',
  ReplicationController: 'replicas',
  'Job.batch': 'parallelism',
};
/** Per container, and the names that a quota has for the sum over a pod's. */
const COMPUTE: readonly [field: 'requests' | 'limits', resource: string, names: readonly string[]][] = [
  ['requests', 'cpu', ['requests.cpu', 'cpu']],
  ['requests', 'memory', ['requests.memory', 'memory']],
  ['limits', 'cpu', ['limits.cpu']],
  ['limits', 'memory', ['limits.memory']],
];

/**
 * What an object takes of the quotas of its namespace, with the pods that its controller makes of it.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function quotaUseOf(object: Manifest, { group, plural }: GroupKind & { plural: string }): QuotaUse {
  const use = new Map<string, number>();
  const add = (name: string, amount: number) => use.set(name, (use.get(name) ?? 0) + amount);
  add(`count/${plural}${group === '' ? '' : `.${group}`}`, 1);
  if (group === '' && PLAIN.has(plural)) add(plural, 1);
  const kind = kindNameOf(groupKindOf(object));
  const spec = fieldsOf(object.spec) ?? {};
  if (kind === 'Service') addService(spec, add);
  if (kind === 'PersistentVolumeClaim') addClaim(object, spec, add);
  if (kind === 'Pod') addPods(spec, 1, add);
  const replicas = REPLICAS[kind];
  if (!replicas) return use;
  const pods = spec[replicas] === undefined ? 1 : Number(spec[replicas]);
  if (pods > 0) {
    add('count/pods', pods);
    addPods(fieldsOf(fieldsOf(spec.template)?.spec) ?? {}, pods, add);
  }
  return use;
}

type Add = (name: string, amount: number) => void;

function addService({ type, ports }: Record<string, unknown>, add: Add): void {
  if (type === 'LoadBalancer') add('services.loadbalancers', 1);
  if (type === 'LoadBalancer' || type === 'NodePort') add('services.nodeports', listOf(ports).length);
}

function addClaim(claim: Manifest, { storageClassName }: Record<string, unknown>, add: Add): void {
  add('requests.storage', requestOf(claim));
  if (typeof storageClassName !== 'string') return;
  add(`${storageClassName}.storageclass.storage.k8s.io/requests.storage`, requestOf(claim));
  add(`${storageClassName}.storageclass.storage.k8s.io/persistentvolumeclaims`, 1);
}

function addPods({ containers, initContainers }: Record<string, unknown>, pods: number, add: Add): void {
  add('pods', pods);
  for (const [field, resource, names] of COMPUTE) {
    const amounts = (of: unknown) =>
      listOf(of).map((one) => amountOf(fieldsOf(fieldsOf(one.resources)?.[field])?.[resource]));
    const sum = amounts(containers).reduce((all, amount) => all + amount, 0);
    const amount = Math.max(sum, ...amounts(initContainers));
    if (amount > 0) for (const name of names) add(name, amount * pods);
  }
}
