import { createAs } from '../api/write.ts';
import { annotation, isDeleting, keyOf, nameOf, namespaceOf, referenceTo } from '../objects.ts';
import { formatBytes, parseQuantity } from '../quantity.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { RpcError } from '../storage/rpc-error.ts';
import {
  annotations,
  type Claim,
  finalizers,
  resources,
  type Snapshot,
  type SnapshotContent,
  type StorageClass,
  type Volume,
} from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';

/** external-provisioner: a volume for each claim that asks for one of our classes, empty or from a snapshot. */
export const provisioner: Controller = {
  name: 'provisioner',
  keys: (_, { resource, object }) => (resource === resources.claims ? [keyOf(object)] : []),
  reconcile,
};

async function reconcile(simulation: Simulation, key: string): Promise<Outcome> {
  const { store, recorder, drivers, faults } = simulation;
  const claim = store.get<Claim>(resources.claims, key);
  if (claim === undefined || isDeleting(claim) || claim.spec.volumeName) return undefined;
  const provisioner = annotation(claim, annotations.storageProvisioner);
  const storageClass = store.get<StorageClass>(resources.storageClasses, claim.spec.storageClassName ?? '');
  if (provisioner === undefined || storageClass === undefined || !drivers.includes(provisioner)) return undefined;
  if (faults.peek('claim', { namespace: namespaceOf(claim), name: nameOf(claim) }) !== undefined) return 'retry';
  if (store.get(resources.volumes, `pvc-${claim.metadata.uid}`) !== undefined) return undefined;
  const component = `${provisioner}_${simulation.nodeName}`;
  recorder.normal(claim, component, 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`);
  try {
    await provision(simulation, claim, storageClass);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const isDriver = error instanceof RpcError;
    const message = isDriver ? `failed to provision volume with StorageClass "${nameOf(storageClass)}": ${why}` : why;
    recorder.warning(claim, component, 'ProvisioningFailed', message);
    return 'retry';
  }
  const message = `Successfully provisioned volume pvc-${claim.metadata.uid}`;
  recorder.normal(claim, component, 'ProvisioningSucceeded', message);
}

async function provision(simulation: Simulation, claim: Claim, storageClass: StorageClass): Promise<void> {
  const { driver, store } = simulation;
  const name = `pvc-${claim.metadata.uid}`;
  const bytes = parseQuantity(claim.spec.resources.requests.storage);
  const fromSnapshot = snapshotHandle(simulation, claim, storageClass, bytes);
  const { handle } = await driver.createVolume({ name, bytes, fromSnapshot });
  const present = store.get<Claim>(resources.claims, keyOf(claim));
  if (present?.metadata.uid !== claim.metadata.uid) {
    await driver.deleteVolume(handle);
    return;
  }
  createAs<Volume>(simulation, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      annotations: {
        [annotations.provisionedBy]: storageClass.provisioner,
        'volume.kubernetes.io/provisioner-deletion-secret-name': '',
        'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
      },
      finalizers: storageClass.reclaimPolicy === 'Delete' ? [finalizers.provisioner] : [],
    },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: formatBytes(bytes) },
      claimRef: referenceTo(claim),
      csi: {
        driver: storageClass.provisioner,
        volumeHandle: handle,
        volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': `simulator-${storageClass.provisioner}` },
      },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
      storageClassName: nameOf(storageClass),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      ...(storageClass.mountOptions === undefined ? {} : { mountOptions: storageClass.mountOptions }),
    },
  });
}

/** The messages are external-provisioner's. */
function snapshotHandle(
  simulation: Simulation,
  claim: Claim,
  storageClass: StorageClass,
  bytes: number,
): string | undefined {
  const source = claim.spec.dataSource ?? claim.spec.dataSourceRef;
  if (source === undefined) return undefined;
  try {
    return findHandle(simulation, claim, storageClass, source.name, bytes);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`error getting handle for DataSource Type ${source.kind} by Name ${source.name}: ${message}`);
  }
}

function findHandle(
  { store }: Simulation,
  claim: Claim,
  storageClass: StorageClass,
  name: string,
  bytes: number,
): string {
  const snapshot = store.get<Snapshot>(resources.snapshots, `${namespaceOf(claim)}/${name}`);
  if (snapshot === undefined) {
    throw new Error(
      `error getting snapshot ${name} from api server: volumesnapshots.snapshot.storage.k8s.io "${name}" not found`,
    );
  }
  if (isDeleting(snapshot) && !snapshot.metadata.finalizers?.includes(finalizers.snapshotSource))
    throw new Error(`snapshot ${name} is being deleted`);
  const bound = snapshot.status?.boundVolumeSnapshotContentName;
  if (bound === undefined) throw new Error(`snapshot ${name} not bound`);
  const content = store.get<SnapshotContent>(resources.contents, bound);
  if (content === undefined) throw new Error(`error getting snapshotcontent ${bound} for snapshot ${name}`);
  if (content.spec.volumeSnapshotRef.uid !== snapshot.metadata.uid)
    throw new Error(`snapshotcontent ${bound} for snapshot ${name} is bound to a different snapshot`);
  if (content.spec.driver !== storageClass.provisioner) {
    throw new Error(
      `snapshotcontent ${bound} for snapshot ${name} is handled by a different CSI driver than requested by StorageClass ${nameOf(storageClass)}`,
    );
  }
  if (snapshot.status?.readyToUse !== true) throw new Error(`snapshot ${name} is not Ready`);
  const handle = content.status?.snapshotHandle;
  if (handle === undefined) throw new Error(`snapshot handle ${name} is not available`);
  const size = parseQuantity(snapshot.status.restoreSize ?? '0');
  if (bytes < size)
    throw new Error(`requested volume size ${bytes} is less than the size ${size} for the source snapshot ${name}`);
  const { sourceVolumeMode } = content.spec;
  const changesMode = sourceVolumeMode !== undefined && sourceVolumeMode !== (claim.spec.volumeMode ?? 'Filesystem');
  if (changesMode && annotation(content, annotations.allowModeChange) !== 'true') {
    throw new Error(
      `requested volume ${keyOf(claim)} modifies the mode of the source volume but does not have permission to do so. ${annotations.allowModeChange} annotation is not present on snapshotcontent ${bound}`,
    );
  }
  return handle;
}
