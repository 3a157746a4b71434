import { applyObjects } from '../../simulator/apply.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { NewObject } from '../../simulator/store.ts';

export const DRIVER = 'a.csi.example';
export const OTHER_DRIVER = 'b.csi.example';
/** The class of each driver, as the simulator names them; each is its driver's default. */
export const CLASS = 'simulator';
export const OTHER_CLASS = 'simulator-2';

/** The simulator with a namespace `shop` of two volumes and a namespace `empty`, and what its kubeconfig may be made to say. */
export interface ShopCluster extends Pick<Simulator, 'url' | 'objects' | 'faults' | 'requests' | 'stop'> {
  token: string;
  /** uid of kube-system. */
  clusterId: string;
  kubeconfig(changes?: { user?: object; server?: string }): string;
  apply(...objects: NewObject[]): Promise<void>;
  /** Every request is answered with this status while `during` runs. */
  outage<Result>(status: number, during: () => Promise<Result>): Promise<Result>;
}

export async function startShopCluster(): Promise<ShopCluster> {
  const simulator = await startSimulator({ drivers: [DRIVER, OTHER_DRIVER] });
  const apply = async (...objects: NewObject[]) => {
    applyObjects(simulator.simulation, objects);
    await simulator.settled();
  };
  await apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'empty' } },
    claim('shop', 'data'),
    claim('shop', 'media'),
  );
  return {
    url: simulator.url,
    objects: simulator.objects,
    faults: simulator.faults,
    requests: simulator.requests,
    stop: simulator.stop,
    token: simulator.token('backup'),
    clusterId: String(simulator.objects.get('namespaces', 'kube-system')?.metadata.uid),
    apply,
    kubeconfig({ user, server } = {}) {
      const config = JSON.parse(simulator.kubeconfig('backup'));
      if (user) config.users[0].user = user;
      if (server) config.clusters[0].cluster.server = server;
      return JSON.stringify(config);
    },
    async outage(status, during) {
      const end = simulator.faults.add({ on: 'request', effect: { status } });
      try {
        return await during();
      } finally {
        end();
      }
    },
  };
}

export function claim(namespace: string, name: string, storageClassName = 'simulator'): NewObject {
  const resources = { requests: { storage: '1Gi' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources },
  };
}

export function snapshotClass(name: string, driver: string, isDefault = false): NewObject {
  const annotations = isDefault ? { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } : {};
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name, annotations },
    driver,
    deletionPolicy: 'Delete',
  };
}
