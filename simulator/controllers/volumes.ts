import { addFinalizer, annotation, isDeleting, nameOf, removeFinalizer } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { annotations, type Claim, finalizers, resources, type Volume } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

/**
 * The volume half: phases, and what happens to a volume whose claim is gone. A claimRef without a uid waits for a claim
 * of that name, which is how a restored volume is handed over.
 */
export const volumes: Controller = { name: 'volumes', keys: volumeKeys, reconcile };

function volumeKeys(_: Simulation, { resource, object }: StoreEvent): string[] {
  if (resource === resources.volumes) return [nameOf(object)];
  const name = resource === resources.claims ? (object as Claim).spec.volumeName : undefined;
  return name === undefined || name === '' ? [] : [name];
}

function claimOf({ store }: Simulation, volume: Volume): Claim | undefined {
  const reference = volume.spec.claimRef;
  const claim = store.get<Claim>(resources.claims, `${reference?.namespace ?? ''}/${reference?.name ?? ''}`);
  return claim !== undefined && claim.metadata.uid === reference?.uid ? claim : undefined;
}

function setPhase({ store }: Simulation, volume: Volume, phase: string): void {
  store.modify<Volume>(resources.volumes, nameOf(volume), (draft) => {
    draft.status = { phase };
  });
}

function isOurs(simulation: Simulation, volume: Volume): boolean {
  return volume.spec.csi !== undefined && simulation.drivers.includes(volume.spec.csi.driver);
}

async function reconcile(simulation: Simulation, name: string): Promise<Outcome> {
  const volume = simulation.store.get<Volume>(resources.volumes, name);
  if (volume === undefined) return undefined;
  const claim = claimOf(simulation, volume);
  if (isDeleting(volume)) return claim === undefined ? finish(simulation, volume) : undefined;
  honourPolicy(simulation, volume);
  if (claim !== undefined) {
    if (claim.spec.volumeName === name) setPhase(simulation, volume, 'Bound');
    return undefined;
  }
  if (!volume.spec.claimRef?.uid) {
    setPhase(simulation, volume, 'Available');
    return undefined;
  }
  setPhase(simulation, volume, 'Released');
  if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete' || !isOurs(simulation, volume)) return undefined;
  return reclaim(simulation, volume);
}

/** The provisioner's finalizer stands exactly on volumes that it will have to delete. */
function honourPolicy(simulation: Simulation, volume: Volume): void {
  const provisionedBy = annotation(volume, annotations.provisionedBy);
  if (provisionedBy === undefined || !simulation.drivers.includes(provisionedBy)) return;
  const change = volume.spec.persistentVolumeReclaimPolicy === 'Delete' ? addFinalizer : removeFinalizer;
  simulation.store.modify(resources.volumes, nameOf(volume), (draft) => change(draft, finalizers.provisioner));
}

async function reclaim(simulation: Simulation, volume: Volume): Promise<undefined> {
  await simulation.driver.deleteVolume(volume.spec.csi?.volumeHandle ?? '');
  const name = nameOf(volume);
  simulation.store.modify(resources.volumes, name, (draft) => removeFinalizer(draft, finalizers.provisioner));
  simulation.store.remove(resources.volumes, name);
}

/** A volume object that somebody deleted, and that no claim holds. */
async function finish(simulation: Simulation, volume: Volume): Promise<undefined> {
  const reclaims = volume.metadata.finalizers?.includes(finalizers.provisioner) === true;
  const deletes = reclaims && volume.spec.persistentVolumeReclaimPolicy === 'Delete' && isOurs(simulation, volume);
  if (deletes) await simulation.driver.deleteVolume(volume.spec.csi?.volumeHandle ?? '');
  simulation.store.modify(resources.volumes, nameOf(volume), (draft) => {
    removeFinalizer(draft, finalizers.provisioner);
    removeFinalizer(draft, finalizers.volumeInUse);
  });
}
