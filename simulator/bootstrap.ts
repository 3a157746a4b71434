import { createAs } from './api/write.ts';
import { timestamp } from './clock.ts';
import { resourceOf } from './kinds.ts';
import type { Simulation } from './simulation.ts';
import type { NewObject } from './store.ts';

/** The name of the first simulated CSI driver. */
export const defaultDriver = 'csi.simulator.snapferry.dev';

/** What a cluster has before anybody uses it. What is there already is left alone. */
export function bootstrap(simulation: Simulation): void {
  const { store, kinds, nodeName, clock, drivers } = simulation;
  for (const object of [...namespaces(), ...priorities(), ...storage(drivers)]) {
    const kind = kinds.ofObject(object.apiVersion, object.kind);
    if (kind && store.get(resourceOf(kind), object.metadata.name) === undefined) createAs(simulation, object);
  }
  if (store.get('nodes', nodeName) === undefined) store.insert('nodes', node(nodeName, timestamp(clock)));
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

/** As its kubelet has reported it. */
function node(name: string, lastTransitionTime: string): NewObject {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  const resources = { cpu: '4', memory: '16Gi', pods: '110' };
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: {},
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [{ ...ready, lastTransitionTime }],
      addresses: [
        { type: 'InternalIP', address: '10.0.0.1' },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        operatingSystem: 'linux',
        architecture: 'amd64',
        kubeletVersion: 'v1.36.1-simulator',
        containerRuntimeVersion: 'simulator://1',
        osImage: 'Simulator',
        kernelVersion: '6',
      },
    },
  };
}
