import type { FaultName } from './faults.ts';

/** `kept`: with the local copies of all volumes on the cluster; otherwise nothing of ours is left. */
export type Ending = `${'Succeeded' | 'Failed'}, kept` | `${'Succeeded' | 'Failed' | 'Cancelled'}, nothing left`;
export type Row = Partial<Record<FaultName, Ending>>;

const good = 'Succeeded, kept';
const kept = 'Failed, kept';
const bare = 'Failed, nothing left';
const cancelled = 'Cancelled, nothing left';
const clean = 'Succeeded, nothing left';

/** What a backup comes to when a fault strikes in a state before all snapshots are adopted. */
const EARLY: Record<FaultName, Ending> = {
  'throws Permanent': bare,
  'throws Permanent for good': bare,
  'throws an unknown error': bare,
  'throws Transient three times': good,
  'throws Transient for good': bare,
  'times out': good,
  'times out after its side effect': good,
  'runs on after it timed out': good,
  'is delivered twice, one after the other': good,
  'is delivered twice at once': good,
  'dies after its side effect': good,
  'the cluster is unreachable for 30 s': good,
  'the cluster is unreachable for good': bare,
  'the location is unreachable for a minute': good,
  'the location is unreachable for good': bare,
  'its execution is stopped': cancelled,
  'its execution is stopped after its side effect': cancelled,
  'it is cancelled': cancelled,
  'it is cancelled after its side effect': cancelled,
  'its execution is lost': good,
  'its execution is lost after its side effect': good,
  'its execution is lost and no event tells': good,
  'every execution is lost in it': bare,
  'the whole stack is killed': good,
};

/** From here on the snapshots are good: the local copies stay when the offload fails (3-2-1). */
const OFFLOAD: Record<FaultName, Ending> = {
  ...EARLY,
  'throws Permanent': kept,
  'throws Permanent for good': kept,
  'throws an unknown error': kept,
  'throws Transient for good': kept,
  'the cluster is unreachable for good': kept,
  'the location is unreachable for good': kept,
  'every execution is lost in it': kept,
};

/** Sealed is succeeded, whatever happens afterwards. */
const SEALED = Object.fromEntries(Object.keys(EARLY).map((name) => [name, good])) as Record<FaultName, Ending>;

/** By Task state of backup.asl.yml. */
export const BACKUP_OUTCOMES: Record<string, Row> = {
  // A plan that nobody could record is taken over, and made by the next execution.
  PlanBackup: { ...EARLY, 'throws Permanent': good, 'throws an unknown error': good },
  BeginRepositories: EARLY,
  CheckPrerequisites: EARLY,
  // There is room when its last execution is lost, and the next does not come here.
  MakeRoom: { ...EARLY, 'every execution is lost in it': good },
  // Who is taken over while an application stands still thaws it, and goes on only if all was cut by then.
  RunPreExecRules: { ...EARLY, 'its execution is lost after its side effect': bare },
  CreateSnapshots: EARLY,
  RetainSnapshots: EARLY,
  // Its work is done when its last execution is lost, and the next does not come here.
  RunPostExecRules: { ...EARLY, 'every execution is lost in it': good },
  CollectResources: EARLY,
  CheckSnapshotsReady: { ...EARLY, 'the location is unreachable for good': kept },
  // Its work is done when its last execution is lost, or when the location, which it does not need, goes.
  AdoptSnapshots: { ...EARLY, 'the location is unreachable for good': kept, 'every execution is lost in it': kept },
  LaunchOffloads: OFFLOAD,
  CheckOffloads: OFFLOAD,
  SealBackup: {
    ...OFFLOAD,
    // The location does the work; from sealingAt on nobody cancels; the seal decides.
    'the cluster is unreachable for good': good,
    'its execution is stopped after its side effect': good,
    'it is cancelled after its side effect': good,
    'every execution is lost in it': good,
  },
  CleanUp: SEALED,
  FinishBackup: SEALED,
  // Its successor begins with a fresh history, and needs no other.
  ContinueBackup: {
    ...OFFLOAD,
    'throws Permanent': good,
    'throws Permanent for good': good,
    'throws an unknown error': good,
    'throws Transient for good': good,
    'every execution is lost in it': good,
  },
};

/** One of each sort; the machinery is the same as the backup's. */
const SHORT = {
  'throws Permanent': bare,
  'throws an unknown error': bare,
  'throws Transient three times': clean,
  'times out': clean,
  'times out after its side effect': clean,
  'is delivered twice at once': clean,
  'dies after its side effect': clean,
  'the cluster is unreachable for 30 s': clean,
  'the cluster is unreachable for good': bare,
  'the location is unreachable for good': bare,
  'its execution is stopped': cancelled,
  'it is cancelled': cancelled,
  'its execution is lost after its side effect': clean,
  'the whole stack is killed': clean,
} satisfies Row;
const CHECKED: Row = Object.fromEntries(Object.keys(SHORT).map((name) => [name, clean]));
const PLANNING: Row = { ...SHORT, 'throws Permanent': clean, 'throws an unknown error': clean };

/** Of a backup whose application stands still meanwhile: see RunPreExecRules. */
const FROZEN: Row = {
  ...EARLY,
  'its execution is lost': bare,
  'its execution is lost and no event tells': bare,
  'the whole stack is killed': bare,
};
export const FROZEN_OUTCOMES: Record<string, Row> = {
  CreateSnapshots: { ...FROZEN, 'its execution is lost after its side effect': bare },
  RetainSnapshots: FROZEN,
};

/** What reached the target namespace is the user's; `nothing left` is said of what is ours. */
export const RESTORE_OUTCOMES: Record<string, Row> = {
  PlanRestore: PLANNING,
  CheckTarget: SHORT,
  LaunchRestores: SHORT,
  CheckRestores: SHORT,
  CreateTargetNamespaces: SHORT,
  HandOverVolumes: SHORT,
  RestoreResources: SHORT,
  CheckRestored: SHORT,
  CleanUp: CHECKED,
  FinishRestore: CHECKED,
  // Its successor begins with a fresh history, and needs no other.
  ContinueRestore: PLANNING,
};

/** It needs the cluster only: what of it is gone is gone, and another undo takes the rest. */
const ON_CLUSTER: Row = { ...SHORT, 'the location is unreachable for good': clean };

export const UNDO_OUTCOMES: Record<string, Row> = {
  PlanUndo: { ...PLANNING, 'the location is unreachable for good': clean },
  RemoveObjects: ON_CLUSTER,
  RemoveNamespaces: ON_CLUSTER,
  CleanUp: CHECKED,
  FinishUndo: CHECKED,
  // Its successor begins with a fresh history, and needs no other.
  ContinueUndo: { ...PLANNING, 'the location is unreachable for good': clean },
};

/** It reads the cluster only, and the records. */
export const SIMULATION_OUTCOMES: Record<string, Row> = {
  PlanSimulation: { ...PLANNING, 'the location is unreachable for good': clean },
  SimulateBackup: ON_CLUSTER,
  SimulateRestore: SHORT,
  CleanUp: CHECKED,
  FinishSimulation: CHECKED,
};

export const VALIDATION_OUTCOMES: Record<string, Row> = {
  PlanValidation: PLANNING,
  CheckControlPlaneAccess: SHORT,
  // The store itself is no longer asked from here.
  LaunchValidation: { ...SHORT, 'the location is unreachable for good': clean },
  CheckValidation: { ...SHORT, 'the location is unreachable for good': clean },
  CleanUp: CHECKED,
  FinishValidation: CHECKED,
};

/** Once the seal is gone nobody cancels, and who stops an execution only has it taken over. */
const GOING: Row = { ...SHORT, 'its execution is stopped': clean, 'it is cancelled': clean };

export const DELETION_OUTCOMES: Record<string, Row> = {
  PlanDeletion: { ...PLANNING, 'its execution is stopped after its side effect': cancelled },
  RemoveSeal: {
    ...SHORT,
    'its execution is stopped after its side effect': clean,
    'it is cancelled after its side effect': clean,
  },
  LaunchSnapshotDeletions: GOING,
  CheckSnapshotDeletions: GOING,
  // A cluster that does not answer keeps what may be left on it, and that is said.
  RemoveParts: { ...GOING, 'the cluster is unreachable for good': clean },
  ReleaseLocalCopies: {
    ...GOING,
    'the cluster is unreachable for good': clean,
    'the location is unreachable for good': clean,
  },
  CleanUp: CHECKED,
  FinishDeletion: CHECKED,
  // Its successor begins with a fresh history, and needs no other.
  ContinueDeletion: { ...GOING, 'throws Permanent': clean, 'throws an unknown error': clean },
};

export const MAINTENANCE_OUTCOMES: Record<string, Row> = {
  PlanMaintenance: PLANNING,
  ReadSeals: SHORT,
  RemoveOrphans: SHORT,
  LaunchMaintenance: SHORT,
  // What it launched reaches the store from the cluster.
  CheckMaintenance: { ...SHORT, 'the location is unreachable for good': clean },
  CleanUp: CHECKED,
  FinishMaintenance: CHECKED,
  // Its successor begins with a fresh history, and needs no other.
  ContinueMaintenance: PLANNING,
};
