import type { Method } from '../backup/methods.ts';
import type { Failure } from '../errors.ts';

export type VolumePhase =
  | 'Pending'
  | 'SnapshotPending'
  | 'SnapshotTaken'
  | 'Ready'
  | 'Adopted'
  | 'Uploading'
  | 'Restoring'
  | 'Binding'
  | 'Deleting'
  | 'Done'
  | 'Failed'
  | 'Excluded'
  | 'NoData'
  | 'Ephemeral'
  | 'Gone';

/** Volumes that need nothing more: their claim holds no data, is not in scope, or went before its cut. */
export const OUT_OF_SCOPE: ReadonlySet<VolumePhase> = new Set(['Excluded', 'NoData', 'Ephemeral', 'Gone']);

/** One PVC inside an operation. Sizes in bytes, times ISO 8601 UTC. Written before what it names is created. */
export interface VolumeRow {
  volumeId: string;
  epoch: number;
  /** Freeze group: volumes of one group are cut between one quiesce and one thaw. */
  group: number;
  namespace: string;
  pvc: string;
  pvcUid: string;
  pv?: string;
  storageClass?: string;
  provisioner?: string;
  volumeMode: 'Filesystem' | 'Block';
  accessModes: string[];
  requestBytes: number;
  capacityBytes: number;
  /** The PV's required node affinity: local and zonal volumes must be read where they are. */
  nodeAffinity?: unknown;
  method?: Method;
  /** Why this method, in a sentence. */
  why: string;
  /** Of a backup: by whose word it is left out, should its data become unreadable before its cut. */
  mayBeLeftOut?: string;
  volumeSnapshotClass?: string;
  phase: VolumePhase;
  /** The VolumeSnapshot in the application's namespace; written before it is created. */
  snapshotName?: string;
  snapshot?: SnapshotFacts;
  localCopy?: LocalCopy;
  /** Of a restore from a snapshot; attempts of movers are in transfers. */
  attempt?: number;
  /** Restore only: what the seal says was copied to the location. */
  sealed?: { kopiaId: string; files: number; bytes: number; rawNames?: RawNames };
  /** Restore only: what the hand-over has made so far. */
  restored?: RestoredVolume;
  reason?: Failure;
  timings: Partial<
    Record<'requestedAt' | 'cutAt' | 'readyAt' | 'adoptedAt' | 'launchedAt' | 'movedAt' | 'boundAt', string>
  >;
}

/** A volume as it is read: with what its transfers have come to. Earlier releases had that in the volume's own row. */
export interface Volume extends VolumeRow {
  /** Mover attempts so far; the running one is the last. */
  attempt: number;
  retryAt?: string;
  memoryDoubled?: boolean;
  knownRepairAt?: string;
  progress?: Progress;
  result?: MoverResult;
}

/** Facts of the original pair, read once at the cut: all that is needed to rebuild a pair that points at the snapshot. */
export interface SnapshotFacts {
  name: string;
  uid: string;
  contentName: string;
  handle: string;
  driver: string;
  /** From the original content, nanoseconds kept as the API gives them. */
  creationTime: string;
  restoreSizeBytes?: number;
  sourceVolumeMode?: string;
  className?: string;
  /** `snapshot.storage.kubernetes.io/deletion-secret-name` and `-namespace`, where the driver needs them. */
  annotations: Record<string, string>;
  labels: Record<string, string>;
}

/** The pair of our own, in our namespace, that stays as the copy on the cluster's storage. */
export interface LocalCopy {
  namespace: string;
  volumeSnapshot: string;
  content: string;
  handle: string;
  keptFor?: 'backup' | 'retry';
  releasedAt?: string;
}

/** Progress of a running mover. */
export interface Progress {
  bytes: number;
  totalBytes?: number;
  bytesPerSecond?: number;
  secondsLeft?: number;
  at: string;
}

/** What a mover's run says of itself; see services/mover. */
export interface MoverResult {
  kopiaId: string;
  files: number;
  dirs: number;
  symlinks: number;
  bytes: number;
  /** Bytes that went over the network; less than `bytes` where the repository had them. */
  uploadedBytes?: number;
  /** Files whose content was read, and those known unchanged. */
  hashedFiles?: number;
  cachedFiles?: number;
  fuzzy?: boolean;
  /** Every file's content was read, whatever its size and time say. Rows of an earlier release do not know. */
  fullRead?: boolean;
  /** When a run last read every file. */
  lastFullReadAt?: string;
  rawNames?: RawNames;
}

/**
 * Files, directories and links that kopia cannot name: they are saved beside the snapshot, as the tar `raw-names.tar` in
 * a snapshot of the same run. Counts and bytes of a volume hold them too.
 */
export interface RawNames {
  kopiaId: string;
  entries: number;
  /** Of all their names: a restore that brings back others has failed. */
  sum: string;
}

export interface RestoredVolume {
  /** The target namespace; the claim keeps its name. */
  namespace: string;
  /** In our own namespace, one per attempt. */
  temporaryClaim?: string;
  temporaryClaimUid?: string;
  pv?: string;
  pvUid?: string;
  /** What the class says, and the volume gets once it is the user's. */
  reclaimPolicy?: string;
  /** The claim in the target namespace, once it is there. */
  claimUid?: string;
}
