import { Fault } from '../errors.ts';

/** How a volume is copied. `direct` and `portworx` are planned, and refused with a reason until their movers exist. */
export const METHOD_NAMES = ['csi', 'csi+offload', 'direct', 'portworx'] as const;
export type Method = (typeof METHOD_NAMES)[number];

/** What a method does with a volume. */
export interface Capabilities {
  /** A CSI snapshot of it is taken. */
  snapshot: boolean;
  /** What movers copy to each location. */
  upload: 'from-snapshot' | 'from-live' | 'none';
  /** A snapshot of ours that stays on the cluster: beside the copies at locations, or as the only one. */
  localSnapshot: 'beside' | 'only' | 'none';
  /** How it comes back: from a location, by a mover, or from that snapshot. */
  restore: 'download' | 'from-snapshot' | 'none';
}

export const METHODS: Readonly<Record<Method, Capabilities>> = {
  csi: { snapshot: true, upload: 'none', localSnapshot: 'only', restore: 'from-snapshot' },
  'csi+offload': { snapshot: true, upload: 'from-snapshot', localSnapshot: 'beside', restore: 'download' },
  direct: { snapshot: false, upload: 'from-live', localSnapshot: 'none', restore: 'download' },
  portworx: { snapshot: false, upload: 'none', localSnapshot: 'none', restore: 'none' },
};
const NOTHING: Capabilities = { snapshot: false, upload: 'none', localSnapshot: 'none', restore: 'none' };

/** Of a volume without data there is nothing to copy, and no method. */
export function capabilitiesOf({ method }: { method?: Method | undefined }): Capabilities {
  return method ? METHODS[method] : NOTHING;
}

/** Movers copy it to locations. */
export function isUploaded(volume: { method?: Method | undefined }): boolean {
  return capabilitiesOf(volume).upload !== 'none';
}

/** A mover brings it back from a location. */
export function isDownloaded(volume: { method?: Method | undefined }): boolean {
  return capabilitiesOf(volume).restore === 'download';
}

export const PORTWORX = 'pxd.portworx.com';

/** A VolumeSnapshotClass, as far as the choice of a method needs it. */
export interface SnapshotClass {
  name: string;
  driver: string;
  isDefault: boolean;
}

/** What the field for a provisioner's VolumeSnapshotClass shows before anybody has chosen. */
export type FieldState = 'disabled' | 'none' | 'default' | 'single' | 'multiple';

export interface ProvisionerField {
  provisioner: string;
  state: FieldState;
  /** All classes of the provisioner. */
  classes: string[];
  /** The class that is taken when none is mapped; absent when there is none, or it is ambiguous. */
  selected?: string;
}

export function fieldOf(provisioner: string, classes: readonly SnapshotClass[]): ProvisionerField {
  const own = classes.filter(({ driver }) => driver === provisioner);
  const names = own.map(({ name }) => name).sort();
  if (provisioner === PORTWORX) return { provisioner, state: 'disabled', classes: names };
  const defaults = own.filter(({ isDefault }) => isDefault);
  const [only] = own;
  if (!only) return { provisioner, state: 'none', classes: [] };
  if (defaults.length === 1 && defaults[0]) {
    return { provisioner, state: 'default', classes: names, selected: defaults[0].name };
  }
  if (own.length === 1) return { provisioner, state: 'single', classes: names, selected: only.name };
  return { provisioner, state: 'multiple', classes: names };
}

/**
 * Every class that was mapped must exist and be of its provisioner's driver, also those that no volume needs now.
 * @throws Fault Rejected `snapshot_class.not_found`, `snapshot_class.other_driver`
 */
export function checkMapping(mapping: Readonly<Record<string, string>>, classes: readonly SnapshotClass[]): void {
  for (const [provisioner, name] of Object.entries(mapping)) {
    const of = { provisioner, volumeSnapshotClass: name };
    const mapped = classes.find((one) => one.name === name);
    if (!mapped) {
      const known = classes.filter(({ driver }) => driver === provisioner).map((one) => one.name);
      const message = `${provisioner} is mapped to ${name}, which does not exist; it has: ${list(known)}`;
      throw new Fault('snapshot_class.not_found', message, { details: { ...of, classes: known } });
    }
    if (mapped.driver !== provisioner) {
      const message = `${provisioner} is mapped to ${name}, a class of ${mapped.driver}`;
      throw new Fault('snapshot_class.other_driver', message, { details: { ...of, driver: mapped.driver } });
    }
  }
}

export interface MethodChoice {
  method: Method;
  /** In a sentence, for the record. */
  why: string;
  volumeSnapshotClass?: string;
}

/**
 * The table of methods, for one volume whose claim is bound.
 * @param driver of the PV's `csi` section; absent when it has none
 * @throws Fault Rejected `snapshot_class.ambiguous`
 */
export function chooseMethod(
  driver: string | undefined,
  classes: readonly SnapshotClass[],
  spec: { crossCloud: boolean; offload: boolean; snapshotClasses: Readonly<Record<string, string>> },
): MethodChoice {
  if (!driver) return { method: 'direct', why: 'the volume is no CSI volume' };
  if (spec.crossCloud) return { method: 'direct', why: 'a cross-cloud backup copies from the live volume' };
  if (driver === PORTWORX) return { method: 'portworx', why: 'Portworx takes a cloud snapshot of its own' };
  const method = spec.offload ? 'csi+offload' : 'csi';
  const mapped = Object.hasOwn(spec.snapshotClasses, driver) ? spec.snapshotClasses[driver] : undefined;
  if (mapped) return { method, why: `${driver} is mapped to ${mapped}`, volumeSnapshotClass: mapped };
  const field = fieldOf(driver, classes);
  if (field.state === 'none') return { method: 'direct', why: `${driver} has no VolumeSnapshotClass` };
  if (!field.selected) {
    const message = `${driver} has several VolumeSnapshotClasses and not one default: ${list(field.classes)}`;
    throw new Fault('snapshot_class.ambiguous', message, { details: { provisioner: driver, classes: field.classes } });
  }
  const reason = field.state === 'default' ? 'is the default class' : 'is the only class';
  return { method, why: `${field.selected} ${reason} of ${driver}`, volumeSnapshotClass: field.selected };
}

/** What this release can do; the others are refused before anything is touched. */
export function unsupportedReason(choice: MethodChoice, volumeMode: 'Filesystem' | 'Block'): string | undefined {
  const { snapshot, upload } = METHODS[choice.method];
  if (!snapshot) return `needs method ${choice.method} (${choice.why}), which this release does not have`;
  if (volumeMode === 'Block' && upload !== 'none') return 'is a raw block volume, which this release does not offload';
  return undefined;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'none';
}
