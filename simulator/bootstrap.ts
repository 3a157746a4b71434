import { createAs } from './api/write.ts';
import { timestamp } from './clock.ts';
import type { Simulation } from './simulation.ts';
import type { NewObject } from './store.ts';

/** The name of the first simulated CSI driver. */
export const defaultDriver = 'csi.simulator.snapferry.dev';

function resourceFor(simulation: Simulation, object: NewObject): string {
  const kind = simulation.kinds.ofObject(object.apiVersion, object.kind);
  return kind === undefined || kind.group === '' ? (kind?.plural ?? '') : `${kind.plural}.${kind.group}`;
}

/** What a cluster has before anybody uses it. What is there already is left alone. */
export function bootstrap(simulation: Simulation): void {
  const { store, nodeName, clock, drivers } = simulation;
  for (const object of [...namespaces(), ...priorities(), ...storage(drivers), csiNode(nodeName, drivers)]) {
    if (store.get(resourceFor(simulation, object), object.metadata.name) === undefined) createAs(simulation, object);
  }
  if (store.get('nodes', nodeName) !== undefined) return;
  createAs(simulation, node(nodeName));
  const at = timestamp(clock);
  store.modify('nodes', nodeName, (draft) => {
    draft.status = {
      capacity: { cpu: '4', memory: '16Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '16Gi', pods: '110' },
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastTransitionTime: at,
        },
      ],
      addresses: [
        { type: 'InternalIP', address: '10.0.0.1' },
        { type: 'Hostname', address: nodeName },
      ],
      nodeInfo: {
        operatingSystem: 'linux',
        architecture: 'amd64',
        kubeletVersion: 'v1.36.1-simulator',
        containerRuntimeVersion: 'simulator://1',
        osImage: 'Simulator',
        kernelVersion: '6',
        kubeProxyVersion: '',
        bootID: '',
        machineID: '',
        systemUUID: '',
      },
    };
  });
}

function namespaces(): NewObject[] {
  return ['default', 'kube-system', 'kube-public', 'kube-node-lease'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
}

function priorities(): NewObject[] {
  const values = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };
  return Object.entries(values).map(([name, value]) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
  }));
}

/** For each driver an Immediate class and one that waits for its consumer; the first class of all is the default. */
function storage(drivers: readonly string[]): NewObject[] {
  return drivers.flatMap((driver, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`;
    const storageClass = (name: string, volumeBindingMode: string, annotations: Record<string, string>): NewObject => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, annotations },
      provisioner: driver,
      reclaimPolicy: 'Delete',
      volumeBindingMode,
      allowVolumeExpansion: true,
    });
    return [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIDriver',
        metadata: { name: driver },
        spec: {
          attachRequired: false,
          podInfoOnMount: false,
          fsGroupPolicy: 'File',
          volumeLifecycleModes: ['Persistent'],
        },
      },
      storageClass(
        `simulator${suffix}`,
        'Immediate',
        index === 0 ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {},
      ),
      storageClass(`simulator-wait${suffix}`, 'WaitForFirstConsumer', {}),
      {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshotClass',
        metadata: {
          name: `simulator${suffix}`,
          annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' },
        },
        driver,
        deletionPolicy: 'Delete',
      },
    ];
  });
}

function csiNode(nodeName: string, drivers: readonly string[]): NewObject {
  const spec = { drivers: drivers.map((name) => ({ name, nodeID: nodeName, topologyKeys: [] })) };
  return { apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: nodeName }, spec };
}

function node(name: string): NewObject {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} };
}
