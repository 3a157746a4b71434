import { fieldsOf, type Manifest } from '../manifest/manifest.ts';
import { bytesOf } from '../volume/quantity.ts';
import type { Volume } from '../volume/volume.ts';
import type { RestoreContext } from './restore-context.ts';
import { sanitise } from './sanitise.ts';

/** Access modes that the temporary claim needs so that its volume fits the target claim, and can be written to. */
export function temporaryModesOf(modes: readonly string[]): string[] {
  const writable = modes.some((mode) => mode !== 'ReadOnlyMany');
  return writable ? [...modes] : ['ReadWriteOnce', ...modes];
}

/** Bytes that a claim asks for; 0 for none. */
export function requestOf(claim: Manifest | undefined): number {
  const requests = fieldsOf(fieldsOf(fieldsOf(claim?.spec)?.resources)?.requests);
  const storage = requests?.storage;
  return bytesOf(typeof storage === 'string' || typeof storage === 'number' ? storage : undefined);
}

/**
 * The claim as its namespace gets it back, pointed at the volume that was filled: nothing on it names us.
 * @param manifest as it was collected; a claim that went between cut and collection is made of what the seal says
 * @param capacityBytes of the volume: a request beyond it (an expansion under way) would never bind
 */
export function renderRestoredClaim(
  volume: Volume,
  manifest: Manifest | undefined,
  context: RestoreContext,
  { pv, capacityBytes }: { pv: string; capacityBytes: number },
): Manifest {
  const { namespace } = volume.restored ?? volume;
  const claim = manifest
    ? sanitise(manifest, context).manifest
    : { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: volume.pvc, namespace } };
  const spec = fieldsOf(claim.spec) ?? {};
  const request = requestOf(claim);
  const fits = request > 0 && request <= capacityBytes;
  return {
    ...claim,
    spec: {
      ...spec,
      accessModes: volume.accessModes,
      volumeMode: volume.volumeMode,
      ...(volume.storageClass ? { storageClassName: volume.storageClass } : {}),
      resources: fits ? spec.resources : { requests: { storage: String(capacityBytes) } },
      volumeName: pv,
    },
  };
}
