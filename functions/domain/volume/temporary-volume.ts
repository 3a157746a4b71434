import { bytesOf } from './quantity.ts';

/*
 * Kubernetes binds a claim to any free PV of its class that is large enough before it provisions one, whatever data the
 * claim asks for (kubernetes/kubernetes#101878). Such a PV is somebody's, usually kept with Retain to be used again: its
 * data must neither be backed up as another volume's, nor written over, nor deleted with our claim.
 */

interface Meta {
  name: string;
  uid?: string;
  annotations?: Record<string, string>;
}

/** The fields of a PersistentVolume or claim that matter here, as the API has them. */
export interface StorageObject {
  metadata: Meta;
  // biome-ignore lint/suspicious/noExplicitAny: raw JSON
  [field: string]: any;
}

/** The controller puts it on a volume that was there before its claim; a provisioner makes its own with the claim on it. */
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** Whether a PV was provisioned for the claim that it is bound to. */
export function isMadeFor(volume: StorageObject, claim: StorageObject): boolean {
  const { uid } = claim.metadata;
  return (uid !== undefined && isNamedAfter(volume, uid)) || !volume.metadata.annotations?.[BOUND_BY_CONTROLLER];
}

/** As provisioners do. */
export function isNamedAfter(volume: StorageObject, claimUid: string): boolean {
  return volume.metadata.name.endsWith(claimUid);
}

/** The name of a free PV that Kubernetes would bind this claim to; undefined where one would be provisioned. */
export function freeVolumeFor(claim: StorageObject, volumes: readonly StorageObject[]): string | undefined {
  const { storageClassName = '', volumeMode = 'Filesystem', resources } = claim.spec ?? {};
  const wanted: string[] = claim.spec?.accessModes ?? [];
  const bytes = bytesOf(resources?.requests?.storage);
  const found = volumes.find(({ spec, status }) => {
    const isFree = status?.phase === 'Available' && !spec?.claimRef;
    const sameKind = (spec?.storageClassName ?? '') === storageClassName;
    const sameMode = (spec?.volumeMode ?? 'Filesystem') === volumeMode;
    const modes: string[] = spec?.accessModes ?? [];
    const admits = wanted.every((mode) => modes.includes(mode));
    return isFree && sameKind && sameMode && admits && bytesOf(spec?.capacity?.storage) >= bytes;
  });
  return found?.metadata.name;
}
