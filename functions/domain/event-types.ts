import type { OperationKind } from './ids.ts';
import type { Phase } from './operation.ts';

/** What an operation has met on its way, as the reasons of Kubernetes' events are written. Rows of earlier releases have others. */
type Incident =
  | 'BackupDeleted'
  | 'CancelRequested'
  | 'ClusterGone'
  | 'CopyDamaged'
  | 'CopyFound'
  | 'CopyIntact'
  | 'CopyLost'
  | 'DeletionResumed'
  | 'DeletionWaits'
  | 'ExecutionLost'
  | 'LegalHoldPlaced'
  | 'LegalHoldReleased'
  | 'LocalCopiesReleased'
  | 'LocalCopyGivesWay'
  | 'NotificationGivenUp'
  | 'OffloadRetried'
  | 'RecoveryKeyShown'
  | 'RestoreRetried'
  | 'SealUnreadable';

type End = `${Capitalize<OperationKind>}${Phase}`;
export type EventType = Incident | End;

/** The event of an end: `BackupSucceeded`. */
export function endOf(kind: OperationKind, phase: Phase): End {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}${phase}` as End;
}
