import type { FaultName } from './faults.ts';

/** `kept`: with the local copies of all volumes on the cluster; otherwise nothing is left. */
export type Ending = 'Succeeded, kept' | 'Failed, kept' | 'Failed, nothing left' | 'Cancelled, nothing left';

const good = 'Succeeded, kept';
const kept = 'Failed, kept';
const bare = 'Failed, nothing left';
const cancelled = 'Cancelled, nothing left';

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

/** By Task state of backup.asl.json; ContinueBackup, which few backups enter, has a file of its own. */
export const BACKUP_OUTCOMES: Record<string, Record<FaultName, Ending>> = {
  // A plan that nobody could record is taken over, and made by the next execution.
  PlanBackup: { ...EARLY, 'throws Permanent': good, 'throws an unknown error': good },
  EnsureRepositories: EARLY,
  CheckSnapshotSupport: EARLY,
  CreateSnapshots: EARLY,
  CheckSnapshotsCut: EARLY,
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
};
