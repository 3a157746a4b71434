import * as z from 'zod';
import type { OperationKind } from '../ids.ts';
import { openRecord, time } from '../open-record.ts';
import type { Phase } from './phase.ts';

/** What an operation has met on its way, as the reasons of Kubernetes' events are written. Rows of earlier releases have others. */
type Incident =
  | 'ApplicationThawed'
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
  | 'SealUnreadable'
  | 'ThawFailed';

type End = `${Capitalize<OperationKind>}${Phase}`;
export type EventType = Incident | End;

const NAMES: { [Kind in OperationKind]: Capitalize<Kind> } = {
  backup: 'Backup',
  restore: 'Restore',
  delete: 'Delete',
  validation: 'Validation',
  import: 'Import',
  maintenance: 'Maintenance',
  undo: 'Undo',
  simulation: 'Simulation',
};

/** The event of an end: `BackupSucceeded`. */
export function endOf(kind: OperationKind, phase: Phase): End {
  return `${NAMES[kind]}${phase}`;
}

export const eventSchema = openRecord({
  at: time,
  /** An EventType, or what an earlier release wrote. */
  type: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});
export type OperationEvent = z.infer<typeof eventSchema>;

/** An event as it is written. */
export type NewEvent = Omit<OperationEvent, 'at' | 'type'> & { type: EventType };
