import { Fault } from '../errors.ts';
import { volumeIdOf } from '../ids.ts';
import type { VolumePlan } from '../volume/volume.ts';
import { checkMapping, chooseMethod, type SnapshotClass, unsupportedReason } from './methods.ts';

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

/**
 * Gives every claim in scope its row: how it is copied and why, or why there is nothing to copy. Nothing to copy has a claim
 * only that never had a volume: one that had, and whose volume cannot be read, would else pass for one without data. Such a
 * one is left out by somebody's word only.
 * @throws Fault Rejected `volume.lost`, `volume.terminating`, `snapshot_class.*`, `storage_class.not_found` or `method.unsupported`; `details.volumes` lists every volume that is refused
 */
export function planVolumes(claims: readonly Claim[], classes: SnapshotClass[], spec: MethodSpec): VolumePlan[] {
  refuseUnreadable(claims);
  checkMapping(spec.snapshotClasses, classes);
  const refused: { namespace: string; pvc: string; reason: string; fault?: Fault }[] = [];
  const volumes = claims.map((claim): VolumePlan => {
    const row = rowOf(claim);
    if (claim.ephemeral) return { ...row, phase: 'Ephemeral', why: 'it belongs to a Pod and goes with it' };
    if (claim.excluded) {
      // By a selection, not by somebody's allowance.
      const { mayBeLeftOut: _, ...bare } = row;
      return { ...bare, phase: 'Excluded', why: claim.excluded };
    }
    const unreadable = whyUnreadable(claim);
    if (unreadable) return { ...row, phase: 'Excluded', why: `the claim ${unreadable}` };
    if (!claim.volume) return { ...row, phase: 'NoData', why: 'the claim was never bound' };
    try {
      const choice = chooseMethod(claim.volume.driver, classes, spec);
      const reason = unsupportedReason(choice, claim.volumeMode);
      if (reason) refused.push({ namespace: claim.namespace, pvc: claim.name, reason });
      else if (!claim.storageClass) throw withoutClass(claim);
      return { ...row, ...choice };
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      refused.push({ namespace: claim.namespace, pvc: claim.name, reason: thrown.message, fault: thrown });
      return row;
    }
  });
  const [first] = refused;
  if (!first) return volumes;
  const outcome = 'Unsupported';
  const listed = refused.slice(0, 50).map(({ namespace, pvc, reason }) => ({ namespace, pvc, reason, outcome }));
  const message = refused.slice(0, 5).map(({ namespace, pvc, reason }) => `${namespace}/${pvc} ${reason}`);
  const { code = 'method.unsupported', message: said = message.join('; '), details } = first.fault ?? {};
  throw new Fault(code, said, { details: { ...details, volumes: listed } });
}

/** As many as fit into a message; the details name more. */
const MAX_NAMED = 20;

/** @throws Fault Rejected `volume.lost`, `volume.terminating`, naming each */
function refuseUnreadable(claims: readonly Claim[]): void {
  const wanted = claims.filter(
    ({ ephemeral, excluded, mayBeLeftOut }) => !ephemeral && excluded === undefined && mayBeLeftOut === undefined,
  );
  const refused = wanted.flatMap((claim) => {
    const reason = whyUnreadable(claim);
    const outcome = claim.lost ? 'Lost' : 'Terminating';
    return reason ? [{ namespace: claim.namespace, pvc: claim.name, reason, outcome }] : [];
  });
  if (refused.length === 0) return;
  const named = refused.slice(0, MAX_NAMED).map(({ namespace, pvc, reason }) => `claim ${namespace}/${pvc} ${reason}`);
  const more = refused.length > MAX_NAMED ? [`${refused.length - MAX_NAMED} more claims`] : [];
  const code = wanted.some(({ lost }) => lost) ? 'volume.lost' : 'volume.terminating';
  throw new Fault(code, [...named, ...more].join('; '), { details: { volumes: refused.slice(0, 50) } });
}

function whyUnreadable({ lost, deleting, volume }: Claim): string | undefined {
  return lost ?? (deleting && volume ? 'is being deleted, and no snapshot of it can be made' : undefined);
}

/** A backup that could be made, and never brought back. */
function withoutClass({ namespace, name, volume }: Claim): Fault {
  const message = `${namespace}/${name} has no StorageClass, and no single one of ${volume?.driver} is there to copy it with`;
  return new Fault('storage_class.not_found', message, { disposition: 'Rejected' });
}

function rowOf(claim: Claim): VolumePlan {
  return {
    volumeId: volumeIdOf(claim.uid),
    // Without rules there is nothing to freeze: all volumes are one group and are cut together.
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
