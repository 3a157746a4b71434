import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { Fault } from '../../../functions/domain/errors.ts';
import type { Cluster, Exists, KubeObject } from '../../../functions/services/cluster/cluster.ts';
import { type Kind, NAMESPACE, SERVICE_ACCOUNT } from '../../../functions/services/cluster/kinds.ts';
import { until } from '../../support/until.ts';

/**
 * A cluster that the contract is tried on. What the simulator does here a real cluster does too: the same tests run on
 * both, so that the simulator says nothing that is not so.
 */
export interface ContractCluster {
  /** As an administrator. */
  cluster: Cluster;
  /** As somebody who may read who they are, and nothing else. */
  powerless: Cluster;
  /** The administrator, whose sessions know v4 alone. */
  oldSessions: Cluster;
  /** A StorageClass that binds at once, with policy Delete. */
  storageClass: string;
  /** One that waits for the first consumer. */
  waitingStorageClass: string;
  /** A VolumeSnapshotClass of its driver, with policy Delete. */
  snapshotClass: string;
  driver: string;
  /** An image with a shell. */
  image: string;
  /** An administrator's, as text. */
  kubeconfig: string;
  /** Ranges that the cluster's address lies in, where they would be refused. */
  allowedCidrs: string[];
  close(): Promise<void>;
}

export interface Contract {
  on(): ContractCluster;
  /** A namespace of this suite's own. */
  readonly namespace: string;
}

export const CONFIG_MAP: Kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };

/** Opens the cluster once for a suite and gives it a namespace; both go when the suite ends. */
export function useCluster(open: () => Promise<ContractCluster>): Contract {
  const namespace = uniqueName('contract');
  let opened: ContractCluster | undefined;
  const on = (): ContractCluster => {
    if (!opened) throw new Error('the cluster is not open');
    return opened;
  };
  beforeAll(async () => {
    opened = await open();
    await makeNamespace(opened.cluster, namespace);
  });
  afterAll(async () => {
    await opened?.cluster.delete(NAMESPACE, undefined, namespace);
    await opened?.close();
  });
  return { on, namespace };
}

/** Ready for pods: they need the ServiceAccount that a controller makes. */
export async function makeNamespace(cluster: Cluster, name: string): Promise<void> {
  await cluster.create(NAMESPACE, { metadata: { name } });
  await eventually(async () => await cluster.get(SERVICE_ACCOUNT, name, 'default'));
}

export function uniqueName(what: string): string {
  return `${what}-${randomBytes(4).toString('hex')}`;
}

/** What `ask` gives once it gives something; a real cluster takes its time. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  return await until(String(ask), 45, ask);
}

export async function eventuallyGone(cluster: Cluster, kind: Kind, namespace: string | undefined, name: string) {
  await eventually(async () => (await cluster.get(kind, namespace, name)) === undefined);
}

export async function made(answer: Promise<KubeObject | Exists>): Promise<KubeObject> {
  const object = await answer;
  if (typeof object === 'string') throw new Error('it exists already');
  return object;
}

export async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Fault) return thrown;
  throw new Error(`no Fault was thrown, but ${String(thrown)}`);
}

export function uidOf({ metadata }: KubeObject): string {
  return metadata.uid ?? '';
}
