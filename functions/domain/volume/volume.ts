import * as z from 'zod';
import { METHOD_NAMES } from '../backup/methods.ts';
import { failureSchema } from '../failure.ts';
import { openRecord, time } from '../open-record.ts';

const VOLUME_PHASES = [
  'Pending',
  'SnapshotPending',
  'SnapshotTaken',
  'Ready',
  'Adopted',
  'Uploading',
  'Restoring',
  'Binding',
  'Deleting',
  'Done',
  'Failed',
  'Excluded',
  'NoData',
  'Ephemeral',
  'Gone',
] as const;
export type VolumePhase = (typeof VOLUME_PHASES)[number];

/** Volumes that need nothing more: their claim holds no data, is not in scope, or went before its cut. */
export const OUT_OF_SCOPE: ReadonlySet<VolumePhase> = new Set(['Excluded', 'NoData', 'Ephemeral', 'Gone']);

/** What kopia cannot name is saved beside the snapshot, as `raw-names.tar`; counts and bytes hold it too. */
const rawNamesSchema = openRecord({
  kopiaId: z.string(),
  entries: z.int(),
  /** Of all their names: a restore that brings back others has failed. */
  sum: z.string(),
});
export type RawNames = z.infer<typeof rawNamesSchema>;

/** Some file systems promise 10Pi, which is more than a safe integer: no row may become one that cannot be read for it. */
const storageBytes = z.number().min(0).meta({ type: 'integer' });

/** Facts of the original pair, read once at the cut: all that is needed to rebuild a pair that points at the snapshot. */
const snapshotFactsSchema = openRecord({
  name: z.string(),
  uid: z.string(),
  contentName: z.string(),
  handle: z.string(),
  driver: z.string(),
  /** From the original content, nanoseconds kept as the API gives them. */
  creationTime: z.string(),
  restoreSizeBytes: storageBytes.exactOptional(),
  sourceVolumeMode: z.string().exactOptional(),
  className: z.string().exactOptional(),
  /** `snapshot.storage.kubernetes.io/deletion-secret-name` and `-namespace`, where the driver needs them. */
  annotations: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
});
export type SnapshotFacts = z.infer<typeof snapshotFactsSchema>;

/** The pair of our own, in our namespace, that stays as the copy on the cluster's storage. */
const localCopySchema = openRecord({
  namespace: z.string(),
  volumeSnapshot: z.string(),
  content: z.string(),
  handle: z.string(),
  keptFor: z.enum(['backup', 'retry']).exactOptional(),
  releasedAt: time.exactOptional(),
});
export type LocalCopy = z.infer<typeof localCopySchema>;

/** Progress of a running mover. */
export const progressSchema = openRecord({
  bytes: z.int().min(0),
  totalBytes: z.int().min(0).exactOptional(),
  bytesPerSecond: z.number().exactOptional(),
  secondsLeft: z.number().exactOptional(),
  at: time,
});
export type Progress = z.infer<typeof progressSchema>;

/** What a mover's run says of itself; see services/mover. */
export const moverResultSchema = openRecord({
  kopiaId: z.string(),
  files: z.int(),
  dirs: z.int(),
  symlinks: z.int(),
  bytes: z.int().min(0),
  /** Bytes that went over the network; less than `bytes` where the repository had them. */
  uploadedBytes: z.number().exactOptional(),
  /** That its container ran. */
  seconds: z.number().exactOptional(),
  /** Files whose content was read, and those known unchanged. */
  hashedFiles: z.number().exactOptional(),
  cachedFiles: z.number().exactOptional(),
  fuzzy: z.boolean().exactOptional(),
  /** Rows of an earlier release do not know. */
  fullRead: z
    .boolean()
    .exactOptional()
    .describe('whether every file was read; otherwise those whose size, time, mode or owner changed'),
  lastFullReadAt: time.exactOptional(),
  rawNames: rawNamesSchema.exactOptional().describe('files whose names are no UTF-8, saved beside the snapshot'),
});
export type MoverResult = z.infer<typeof moverResultSchema>;

const restoredVolumeSchema = openRecord({
  /** The target namespace; the claim keeps its name. */
  namespace: z.string(),
  /** In our own namespace, one per attempt. */
  temporaryClaim: z.string().exactOptional(),
  temporaryClaimUid: z.string().exactOptional(),
  pv: z.string().exactOptional(),
  pvUid: z.string().exactOptional(),
  /** What the class says, and the volume gets once it is the user's. */
  reclaimPolicy: z.string().exactOptional(),
  /** The claim in the target namespace, once it is there. */
  claimUid: z.string().exactOptional(),
});
export type RestoredVolume = z.infer<typeof restoredVolumeSchema>;

/** One PVC inside an operation. Sizes in bytes, times ISO 8601 UTC. Written before what it names is created. */
export const volumeRowSchema = openRecord({
  volumeId: z.string(),
  epoch: z.number(),
  /** Freeze group: volumes of one group are cut between one quiesce and one thaw. */
  group: z.number(),
  namespace: z.string(),
  pvc: z.string(),
  pvcUid: z.string(),
  pv: z.string().exactOptional(),
  storageClass: z.string().exactOptional(),
  provisioner: z.string().exactOptional(),
  volumeMode: z.enum(['Filesystem', 'Block']),
  accessModes: z.array(z.string()),
  requestBytes: storageBytes,
  capacityBytes: storageBytes,
  /** The PV's required node affinity: local and zonal volumes must be read where they are. */
  nodeAffinity: z.unknown().exactOptional(),
  method: z.enum(METHOD_NAMES).exactOptional(),
  /** Why this method, in a sentence. */
  why: z.string(),
  /** Of a backup: by whose word it is left out, should its data become unreadable before its cut. */
  mayBeLeftOut: z.string().exactOptional(),
  volumeSnapshotClass: z.string().exactOptional(),
  phase: z.enum(VOLUME_PHASES),
  /** The VolumeSnapshot in the application's namespace; written before it is created. */
  snapshotName: z.string().exactOptional(),
  snapshot: snapshotFactsSchema.exactOptional(),
  localCopy: localCopySchema.exactOptional(),
  /** Of a restore from a snapshot; attempts of movers are in transfers. */
  attempt: z.number().exactOptional(),
  /** Restore only: what the seal says was copied to the location. */
  sealed: openRecord({
    kopiaId: z.string(),
    files: z.number(),
    bytes: z.number(),
    rawNames: rawNamesSchema.exactOptional(),
  }).exactOptional(),
  /** Restore only: what the hand-over has made so far. */
  restored: restoredVolumeSchema.exactOptional(),
  reason: failureSchema.exactOptional(),
  timings: openRecord({
    requestedAt: z.string().exactOptional(),
    cutAt: z.string().exactOptional(),
    readyAt: z.string().exactOptional(),
    adoptedAt: z.string().exactOptional(),
    launchedAt: z.string().exactOptional(),
    movedAt: z.string().exactOptional(),
    boundAt: z.string().exactOptional(),
  }),
});
export type VolumeRow = z.infer<typeof volumeRowSchema>;
/** A row as a plan has it, which an epoch then makes its own. */
export type VolumePlan = Omit<VolumeRow, 'epoch'>;

/** A volume as it is read: with what its transfers have come to. Earlier releases had that in the volume's own row. */
export interface Volume extends VolumeRow {
  /** Mover attempts so far; the running one is the last. */
  attempt: number;
  retryAt?: string;
  memoryDoubled?: boolean;
  progress?: Progress;
  result?: MoverResult;
}
