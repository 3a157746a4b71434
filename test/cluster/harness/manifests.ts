import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applySnapshotCrds, ensureCrds } from './crds.ts';
import { kubectl } from './kubectl.ts';
import { derive, type Settings } from './settings.ts';

/** Applies the snapshot CRDs and what a cluster's admin would, once: etcd keeps both as long as the note of it. */
export async function applyManifests(settings: Settings, hyperkube: string): Promise<void> {
  const items = [
    kubeProxyBinding(),
    ...settings.drivers.flatMap((driver, index) => driverObjects(driver, index === 0)),
  ];
  const crds = await ensureCrds(hyperkube);
  const note = join(settings.root, 'applied-manifests.json');
  const wanted = JSON.stringify({ crds, items });
  if ((await readFile(note, 'utf8').catch(() => '')) === wanted) return;
  await applySnapshotCrds(settings, hyperkube, crds);
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { kubeconfig } = derive(settings);
  await kubectl({ hyperkube, kubeconfig }, ['apply', '--server-side', '--force-conflicts', '--filename', '-'], list);
  await writeFile(note, wanted);
}

/**
 * A driver's classes are called by the first part of its name: `btrfs.csi.snapferry.dev` has the StorageClasses `btrfs`
 * (bound at once) and `btrfs-wffc` (bound when a pod comes). The first driver also has a default VolumeSnapshotClass;
 * the others have none, so that a test can make them as it needs.
 */
function driverObjects(driver: string, isFirst: boolean): unknown[] {
  const name = driver.split('.')[0] ?? driver;
  const storageClass = (suffix: string, volumeBindingMode: string, isDefault: boolean) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: `${name}${suffix}`,
      annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
    },
    provisioner: driver,
    volumeBindingMode,
  });
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: driver },
      spec: { attachRequired: false, fsGroupPolicy: 'File', volumeLifecycleModes: ['Persistent'] },
    },
    storageClass('', 'Immediate', isFirst),
    storageClass('-wffc', 'WaitForFirstConsumer', false),
    ...(isFirst ? [defaultSnapshotClass(name, driver)] : []),
  ];
}

function defaultSnapshotClass(name: string, driver: string): unknown {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name, annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } },
    driver,
    deletionPolicy: 'Delete',
  };
}

function kubeProxyBinding(): unknown {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'kube-proxy' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' },
    subjects: [{ kind: 'User', name: 'system:kube-proxy', apiGroup: 'rbac.authorization.k8s.io' }],
  };
}
