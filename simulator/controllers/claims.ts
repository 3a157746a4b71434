import { isOver } from '../kubelet/pod-status.ts';
import type { Pod } from '../kubelet/types.ts';
import {
  annotate,
  annotation,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  referenceTo,
  removeFinalizer,
} from '../objects.ts';
import { parseQuantity } from '../quantity.ts';
import { selectorMatches } from '../selectors.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { annotations, type Claim, finalizers, resources, type StorageClass, type Volume } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

const component = 'persistentvolume-controller';

/**
 * The claim half of the PersistentVolume controller: binds a claim to the volume it names, to one that names it, or to
 * a free one that fits; what needs a new volume is left to the provisioner. A claim leaves when no pod uses it.
 */
export const claims: Controller = { name: 'claims', keys: claimKeys, reconcile };

function claimKeys({ store }: Simulation, event: StoreEvent): string[] {
  const { object, resource } = event;
  if (resource === resources.claims) return [keyOf(object)];
  if (resource === resources.pods) return claimsOf(object as Pod).map((name) => `${namespaceOf(object)}/${name}`);
  if (resource === resources.volumes) {
    const reference = (object as Volume).spec.claimRef;
    if (reference !== undefined) return [`${reference.namespace ?? ''}/${reference.name ?? ''}`];
  }
  if (resource === resources.volumes || resource === resources.storageClasses) {
    return store
      .list<Claim>(resources.claims)
      .filter((claim) => claim.status?.phase !== 'Bound')
      .map(keyOf);
  }
  return [];
}

function claimsOf({ spec: { volumes = [] } }: Pod): string[] {
  return volumes.flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
}

function isInUse({ store }: Simulation, claim: Claim): boolean {
  const pods = store.list<Pod>(resources.pods, namespaceOf(claim));
  return pods.some((pod) => !isOver(pod) && claimsOf(pod).includes(nameOf(claim)));
}

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store, recorder, faults } = simulation;
  const claim = store.get<Claim>(resources.claims, key);
  if (claim === undefined) return undefined;
  if (isDeleting(claim)) {
    if (!isInUse(simulation, claim))
      store.modify(resources.claims, key, (draft) => removeFinalizer(draft, finalizers.claimInUse));
    return undefined;
  }
  if (annotation(claim, annotations.bindCompleted) === 'yes') return checkBound(simulation, claim);
  const stuck = faults.peek('claim', { namespace: namespaceOf(claim), name: nameOf(claim) });
  if (stuck !== undefined) {
    recorder.warning(claim, 'csi.simulator.snapferry.dev', 'ProvisioningFailed', stuck.effect.pending);
    return { afterMs: 1000 };
  }
  if (claim.spec.volumeName) return bindToNamed(simulation, claim, claim.spec.volumeName);
  const volume = chooseVolume(simulation, claim);
  if (volume !== undefined) bind(simulation, claim, volume);
  else explain(simulation, claim);
}

function checkBound({ store, recorder }: Simulation, claim: Claim): undefined {
  const volume = store.get<Volume>(resources.volumes, claim.spec.volumeName ?? '');
  if (volume !== undefined || claim.status?.phase === 'Lost') return;
  store.modify<Claim>(resources.claims, keyOf(claim), (draft) => {
    draft.status = { phase: 'Lost' };
  });
  const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
  recorder.warning(claim, component, 'ClaimLost', message);
}

/** Whether the volume's claimRef leads to this claim; without a uid it waits for any claim of that name. */
export function refersTo(volume: Volume, claim: Claim): boolean {
  const reference = volume.spec.claimRef;
  if (reference?.name !== nameOf(claim) || reference.namespace !== namespaceOf(claim)) return false;
  return !reference.uid || reference.uid === claim.metadata.uid;
}

function bindToNamed(simulation: Simulation, claim: Claim, name: string): undefined {
  const { store, recorder } = simulation;
  const volume = store.get<Volume>(resources.volumes, name);
  if (volume === undefined || isDeleting(volume)) {
    if (volume === undefined) recorder.warning(claim, component, 'FailedBinding', `volume "${name}" not found.`);
    return;
  }
  if (volume.spec.claimRef !== undefined && !refersTo(volume, claim)) {
    recorder.warning(claim, component, 'FailedBinding', `volume "${name}" already bound to a different claim.`);
    return;
  }
  const why = misfit(volume, claim);
  if (why === undefined) bind(simulation, claim, volume);
  else recorder.warning(claim, component, 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`);
}

function misfit(volume: Volume, claim: Claim): string | undefined {
  if (parseQuantity(volume.spec.capacity.storage) < parseQuantity(claim.spec.resources.requests.storage))
    return 'requested PV is too small';
  if ((volume.spec.storageClassName ?? '') !== (claim.spec.storageClassName ?? ''))
    return 'storageClassName does not match';
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem'))
    return 'incompatible volumeMode';
  if (!claim.spec.accessModes.every((mode) => volume.spec.accessModes.includes(mode))) return 'incompatible accessMode';
}

/** One that waits for this claim, else the smallest free one. */
function chooseVolume({ store }: Simulation, claim: Claim): Volume | undefined {
  const isFit = (volume: Volume) =>
    !isDeleting(volume) &&
    misfit(volume, claim) === undefined &&
    (claim.spec.selector === undefined || selectorMatches(claim.spec.selector, volume.metadata.labels));
  const volumes = store.list<Volume>(resources.volumes);
  const expected = volumes.find((volume) => refersTo(volume, claim) && isFit(volume));
  if (expected !== undefined) return expected;
  // Whatever data the claim asks for: as in kubernetes/kubernetes#101878, any free volume will do.
  return volumes
    .filter((volume) => volume.spec.claimRef === undefined && volume.status?.phase === 'Available' && isFit(volume))
    .toSorted((one, other) => parseQuantity(one.spec.capacity.storage) - parseQuantity(other.spec.capacity.storage))[0];
}

function bind({ store }: Simulation, claim: Claim, volume: Volume): void {
  store.modify<Volume>(resources.volumes, nameOf(volume), (draft) => {
    if (draft.spec.claimRef === undefined) annotate(draft, annotations.boundByController, 'yes');
    draft.spec.claimRef = referenceTo(claim);
    draft.status = { phase: 'Bound' };
  });
  store.modify<Claim>(resources.claims, keyOf(claim), (draft) => {
    if (!draft.spec.volumeName) annotate(draft, annotations.boundByController, 'yes');
    draft.spec.volumeName = nameOf(volume);
    annotate(draft, annotations.bindCompleted, 'yes');
    draft.status = {
      phase: 'Bound',
      accessModes: volume.spec.accessModes,
      capacity: { storage: volume.spec.capacity.storage },
    };
  });
}

/** The events that a pending claim shows. */
function explain({ store, recorder }: Simulation, claim: Claim): void {
  const className = claim.spec.storageClassName ?? '';
  const storageClass = store.get<StorageClass>(resources.storageClasses, className);
  const provisioner = storageClass?.provisioner;
  const isWaiting =
    storageClass?.volumeBindingMode === 'WaitForFirstConsumer' &&
    annotation(claim, annotations.selectedNode) === undefined;
  if (className === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    recorder.normal(claim, component, 'FailedBinding', message);
  } else if (provisioner === undefined) {
    recorder.warning(claim, component, 'ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`);
  } else if (isWaiting) {
    const message = 'waiting for first consumer to be created before binding';
    recorder.normal(claim, component, 'WaitForFirstConsumer', message);
  } else {
    store.modify(resources.claims, keyOf(claim), (draft) => {
      annotate(draft, annotations.storageProvisioner, provisioner);
      annotate(draft, annotations.betaStorageProvisioner, provisioner);
    });
    const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    recorder.normal(claim, component, 'ExternalProvisioning', message);
  }
}
