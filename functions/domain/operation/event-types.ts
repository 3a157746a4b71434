import type { OperationKind } from '../ids.ts';
import type { Phase } from './phase.ts';

/** What an operation has met on its way, as the reasons of Kubernetes' events are written. Rows of earlier releases have others. */
type Incident =
  | 'BackupDeleted'
  | 'BackupsHealed'
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
  | 'PartMissing'
  | 'PartUnreadable'
  | 'RecoveryKeyShown'
  | 'RepositoryAccepted'
  | 'RepositoryRepaired'
  | 'RepositoryUnreadable'
  | 'RestoreRetried'
  | 'SealMissing'
  | 'SealReturned'
  | 'SealUnreadable';

type End = `${Capitalize<OperationKind>}${Phase}`;
export type EventType = Incident | End;

/** The event of an end: `BackupSucceeded`. */
export function endOf(kind: OperationKind, phase: Phase): End {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}${phase}` as End;
}

export interface OperationEvent {
  at: string;
  /** An EventType, or what an earlier release wrote. */
  type: string;
  message: string;
  details?: Record<string, unknown>;
}

/** An event as it is written. */
export type NewEvent = Omit<OperationEvent, 'at' | 'type'> & { type: EventType };
