import { Fault, toFault } from '../errors.ts';
import { volumeIdOf } from '../ids.ts';
import type { VolumePlan } from '../volume/volume.ts';
import { checkMapping, chooseMethod, type MethodChoice, type SnapshotClass, unsupportedReason } from './methods.ts';
import { type RefusedVolume, refusalOf, unreadableOf, whyUnreadable, withoutClass } from './refused-volumes.ts';

/** A PVC and its PV, as far as a plan needs them. Sizes in bytes. */
export interface Claim {
  namespace: string;
  name: string;
  uid: string;
  /** That copies of its volume are made with; absent where the cluster has none of its driver. */
  storageClass?: string;
  volumeMode: 'Filesystem' | 'Block';
  accessModes: string[];
  requestBytes: number;
  /** Its owner is a Pod: a generic ephemeral volume. */
  ephemeral: boolean;
  /** It, or its namespace, is being deleted, and is still there. */
  deleting: boolean;
  /** Why its volume cannot be read, though it had or names one. */
  lost?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  /** Why it stays out, by somebody's wish. */
  excluded?: string;
  /** By whose word it is left out where its data cannot be read; absent where nobody said so. */
  mayBeLeftOut?: string;
  /** Absent while it is not bound. */
  volume?: { name: string; driver?: string; capacityBytes: number; nodeAffinity?: unknown };
}

interface MethodSpec {
  crossCloud: boolean;
  offload: boolean;
  snapshotClasses: Readonly<Record<string, string>>;
}

/** A row for each claim, and what the plan is refused for; the row of a volume that is refused says why. */
export interface VolumesPlanned {
  volumes: VolumePlan[];
  /** In the order in which they count. */
  refusals: Fault[];
}

/**
 * Gives every claim in scope its row: how it is copied and why, or why there is nothing to copy. Nothing to copy has a claim
 * only that never had a volume: one that had, and whose volume cannot be read, would else pass for one without data. Such a
 * one is left out by somebody's word only.
 * @throws Fault Rejected `volume.lost`, `volume.terminating`, `snapshot_class.*`, `storage_class.not_found` or `method.unsupported`; `details.volumes` lists every volume that is refused
 */
export function planVolumes(claims: readonly Claim[], classes: SnapshotClass[], spec: MethodSpec): VolumePlan[] {
  const { volumes, refusals } = judgeVolumes(claims, classes, spec);
  if (refusals[0]) throw refusals[0];
  return volumes;
}

/** The same, of all that it would be refused for. */
export function judgeVolumes(claims: readonly Claim[], classes: SnapshotClass[], spec: MethodSpec): VolumesPlanned {
  const unreadable = unreadableOf(claims);
  const mapping = mappingFault(spec.snapshotClasses, classes);
  const refused: RefusedVolume[] = [];
  const volumes = claims.map((claim): VolumePlan => {
    const row = rowOf(claim);
    if (claim.ephemeral) return { ...row, phase: 'Ephemeral', why: 'it belongs to a Pod and goes with it' };
    if (claim.excluded) {
      // By a selection, not by somebody's allowance.
      const { mayBeLeftOut: _, ...bare } = row;
      return { ...bare, phase: 'Excluded', why: claim.excluded };
    }
    const why = whyUnreadable(claim);
    if (why && claim.mayBeLeftOut === undefined) return { ...row, phase: 'Failed', why: `the claim ${why}` };
    if (why) return { ...row, phase: 'Excluded', why: `the claim ${why}` };
    if (!claim.volume) return { ...row, phase: 'NoData', why: 'the claim was never bound' };
    const { choice, refusal } = choiceOf(claim, claim.volume.driver, classes, spec);
    if (!refusal) return { ...row, ...choice };
    refused.push(refusal);
    return { ...row, ...choice, phase: 'Failed', why: refusal.reason };
  });
  const unsupported = refusalOf(refused);
  return { volumes, refusals: [unreadable, mapping, unsupported].filter((fault) => fault !== undefined) };
}

function choiceOf(
  claim: Claim,
  driver: string | undefined,
  classes: SnapshotClass[],
  spec: MethodSpec,
): { choice?: MethodChoice; refusal?: RefusedVolume } {
  const place = { namespace: claim.namespace, pvc: claim.name };
  try {
    const choice = chooseMethod(driver, classes, spec);
    const reason = unsupportedReason(choice, claim.volumeMode);
    if (reason) return { choice, refusal: { ...place, reason } };
    if (!claim.storageClass) throw withoutClass(claim);
    return { choice };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { refusal: { ...place, reason: thrown.message, fault: thrown } };
  }
}

function mappingFault(mapping: MethodSpec['snapshotClasses'], classes: SnapshotClass[]): Fault | undefined {
  try {
    checkMapping(mapping, classes);
    return undefined;
  } catch (thrown) {
    return toFault(thrown);
  }
}

function rowOf(claim: Claim): VolumePlan {
  return {
    volumeId: volumeIdOf(claim.uid),
    // All are cut together, unless inGroups says otherwise.
    group: 0,
    namespace: claim.namespace,
    pvc: claim.name,
    pvcUid: claim.uid,
    ...(claim.mayBeLeftOut ? { mayBeLeftOut: claim.mayBeLeftOut } : {}),
    ...(claim.volume ? { pv: claim.volume.name } : {}),
    ...(claim.storageClass ? { storageClass: claim.storageClass } : {}),
    ...(claim.volume?.driver ? { provisioner: claim.volume.driver } : {}),
    ...(claim.volume?.nodeAffinity ? { nodeAffinity: claim.volume.nodeAffinity } : {}),
    volumeMode: claim.volumeMode,
    accessModes: claim.accessModes,
    requestBytes: claim.requestBytes,
    capacityBytes: claim.volume?.capacityBytes ?? 0,
    why: '',
    phase: 'Pending',
    timings: {},
  };
}
