import * as z from 'zod';
import type { Page } from '../../domain/cursor.ts';
import type { Failure } from '../../domain/errors.ts';
import type { OperationKind } from '../../domain/ids.ts';
import type { SealsRead } from '../../domain/location/maintenance.ts';
import { openRecord } from '../../domain/open-record.ts';
import type { Deletion } from '../../domain/operation/backup-operation.ts';
import type { NewEvent, OperationEvent } from '../../domain/operation/event-types.ts';
import type { BackupOperation, Operation, OperationChanges, Run } from '../../domain/operation/operation.ts';
import type { Phase } from '../../domain/operation/phase.ts';
import type { Visit } from '../../domain/operation/stages.ts';
import type { ObjectBatch } from '../../domain/restore/restored-object.ts';
import type { ActionRun } from '../../domain/rule/action-run.ts';
import type { Requirement } from '../../domain/selectors/requirement.ts';
import type { HourCounts } from '../../domain/statistics/hour-counts.ts';
import type { DataTransfer, MaintenanceTransfer, Transfer } from '../../domain/transfer/transfer.ts';
import type { Volume, VolumeRow } from '../../domain/volume/volume.ts';

/** A manifest part that is stored at the location. */
export const partSchema = openRecord({
  /** `part#<kind.group>#<namespace or ->#<n>` without the prefix. */
  id: z.string(),
  /** Below the location's prefix. */
  key: z.string(),
  sha256: z.string(),
  count: z.number(),
  /** Of the object; absent in rows of an earlier version. */
  bytes: z.number().optional(),
});
export type PartRow = z.infer<typeof partSchema>;

export const copySchema = openRecord({
  locationUid: z.string(),
  /** When the seal is at the location. */
  sealedAt: z.string().exactOptional(),
  sealSha256: z.string().exactOptional(),
  bytes: z.number(),
  phase: z.string(),
  /** Since when its seal has not been at the location, though nobody deleted the backup; gone when it is there again. */
  lostAt: z.string().exactOptional(),
});
export type CopyRow = z.infer<typeof copySchema>;

export const listedCopySchema = openRecord({ ...copySchema.shape, operationId: z.string() });
export type ListedCopy = z.infer<typeof listedCopySchema>;

/** One, or any of several. */
type OneOf<Word extends string> = Word | readonly Word[] | undefined;

export interface OperationFilter {
  kind?: OneOf<OperationKind>;
  clusterId?: string | undefined;
  scheduleUid?: string | undefined;
  /** Of a schedule that was removed: its uid is on its runs only. */
  scheduleName?: string | undefined;
  /** Of a location that was removed too: operations keep its uid. */
  locationUid?: string | undefined;
  phase?: OneOf<Phase>;
  /** Not ended yet, or ended and not deleted to the end. */
  open?: true | undefined;
  /** In the selection, or on either side of a restore. */
  namespace?: string | undefined;
  label?: readonly Requirement[] | undefined;
  search?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Attributes to set; undefined removes one. */
export type Changes<Row> = { [Name in keyof Row]?: Row[Name] | undefined };
type Given = 'id' | 'epoch' | 'work' | 'result';
export type TransferChanges = Changes<
  Omit<DataTransfer, Given> & Omit<MaintenanceTransfer, Given> & Pick<DataTransfer | MaintenanceTransfer, 'result'>
>;

/** What an execution writes carries its epoch; one that was replaced fails: Permanent `execution.superseded`. */
export interface Ledger {
  /** Before any side effect; `created`: none was there. One that has ended already gets the event of its end too. */
  createOperation(operation: Operation): Promise<{ created: boolean; operation: Operation }>;
  readOperation(operationId: string): Promise<Operation | undefined>;
  /**
   * Every Task begins here, with one write: it claims its epoch, notes what the machine tells of the state before and of
   * this one, counts the poll, and reads the operation.
   * @throws Fault `execution.superseded` (also when the operation has ended: a late Task must not begin anew), `operation.not_found`
   */
  enterStage(run: Run, stage: string, visit?: Visit): Promise<Operation>;
  /**
   * Sets attributes; undefined removes one.
   * @param rules.unchecked nothing is written any more once `checkedAt` is: `execution.superseded`
   */
  updateOperation(run: Run, changes: OperationChanges, rules?: { unchecked: true }): Promise<Operation>;
  /** Keeps the first error of the operation. */
  recordError(run: Run, failure: Failure): Promise<void>;
  /** @throws Fault `backup.sealing` after sealingAt, `operation.ended`, `operation.not_found` */
  requestCancel(operationId: string, by: string): Promise<Operation>;
  /** sealingAt, if no cancel was asked for; false when one was. Twice is once. */
  claimSealing(run: Run): Promise<boolean>;
  /**
   * The terminal phase and its event, once: the phase that stands now. Twice is once, also for the event, so a Task that
   * died between the two writes them by running again. It stays among the open operations until it is settled, and while
   * it has residuals.
   * @param message of the event of a success; otherwise it is the error's
   */
  finishOperation(run: Run, phase: Phase, changes: OperationChanges, message?: string): Promise<Phase>;
  /** Sets attributes of an operation that has ended, whatever its epoch; undefined when it has not. */
  updateEnded(operationId: string, changes: OperationChanges): Promise<Operation | undefined>;
  /**
   * Takes an ended operation off the open ones: it is settled, everybody is told, and nothing of it is left anywhere.
   * @param deletedAt of a backup that is Deleted, or the end of a simulation; nothing happens when it is one and this does not say so
   */
  closeOperation(operationId: string, deletedAt?: string): Promise<void>;
  /** Backups that were deleted, and simulations that ended, on a day (`2026-11-26`), and whose records are still there. */
  listDeleted(day: string): Promise<string[]>;
  /** Removes every record of a backup that is Deleted, or of a simulation. Dying half-way, it is found again. */
  purge(operationId: string): Promise<void>;
  /** Takes a run over: epoch + 1, with these changes, only if the epoch is still `fromEpoch` and it is not terminal. */
  raiseEpoch(run: Run, changes: OperationChanges): Promise<Operation | undefined>;

  /** Writes rows that are not there yet; those that are keep what they know. */
  putVolumes(run: Run, volumes: readonly VolumeRow[]): Promise<void>;
  readVolumes(operationId: string): Promise<Volume[]>;
  /** Sets attributes of one row; undefined removes one. */
  updateVolume(run: Run, volumeId: string, changes: Changes<VolumeRow>): Promise<VolumeRow>;
  /** A takeover makes the rows its own, and those of transfers. */
  adoptVolumes(run: Run): Promise<Volume[]>;

  /** Writes rows that are not there yet. */
  putTransfers(run: Run, transfers: readonly Transfer[]): Promise<void>;
  /** With the volumes that they are of. */
  readTransfers(operation: Pick<Operation, 'operationId'>): Promise<{ transfers: Transfer[]; volumes: Volume[] }>;
  /** Sets attributes; undefined removes one. */
  updateTransfer<Of extends Transfer>(run: Run, transfer: Of, changes: TransferChanges): Promise<Of>;

  /** Writes the rows, but of what has begun. */
  putActions(run: Run, actions: readonly ActionRun[]): Promise<void>;
  /** In the order of their ids. @param group of one freeze group only */
  readActions(operationId: string, group?: number): Promise<ActionRun[]>;
  listActions(operationId: string, cursor?: string, limit?: number): Promise<Page<ActionRun>>;
  /** Sets attributes of one that is in the phase which is given with it; undefined when it is in another one by now. */
  updateAction(run: Run, action: ActionRun, changes: Changes<Omit<ActionRun, 'id'>>): Promise<ActionRun | undefined>;

  recordPart(run: Run, part: PartRow): Promise<void>;
  /** Parts that a second run of their unit did not write again. */
  dropParts(run: Run, ids: readonly string[]): Promise<void>;
  readParts(operationId: string): Promise<PartRow[]>;
  recordCopy(run: Run, copy: CopyRow): Promise<void>;
  readCopies(operationId: string): Promise<CopyRow[]>;
  /** Copies of any backup at a location, oldest first; the index lags: read before acting. */
  listCopies(locationUid: string, cursor?: string, limit?: number): Promise<Page<ListedCopy>>;

  /** Of a restore: what became of these objects. Twice is once: what is known to be made by the restore stays so. */
  recordObjects(run: Run, batch: ObjectBatch): Promise<void>;
  /** In restore order, some 200 batches at a time. @param after the batch that was read last */
  readObjects(
    operationId: string,
    after?: Pick<ObjectBatch, 'part' | 'from'>,
  ): Promise<{ batches: ObjectBatch[]; isLast: boolean }>;

  recordSeals(run: Run, page: SealsRead): Promise<void>;
  readSeals(operationId: string): Promise<SealsRead[]>;
  /** They are of use only while the operation runs, and are many. */
  emptySeals(run: Run): Promise<void>;

  /**
   * An ended backup that nobody holds becomes Deleting, and says by whom. One whose deletion has failed is taken over.
   * Twice is once. @throws Fault Rejected `backup.not_found`, `backup.legal_hold`, `operation.running`, `operation.ended`
   * @param rules.again one that is Deleted, too
   */
  markDeleting(
    backupId: string,
    deletion: Omit<Deletion, 'from'>,
    rules?: { again: boolean },
  ): Promise<BackupOperation>;
  /** A backup that this deletion has taken nothing of is again what it was. */
  unmarkDeleting(backupId: string, deletionId: string): Promise<void>;
  /** Deleting becomes Deleted, off the open ones if it was settled. Twice is once, also for its event. */
  markDeleted(backupId: string, deletionId: string, left: readonly string[]): Promise<void>;
  /** Puts a legal hold on a backup, or takes it off. @throws Fault Rejected `backup.deleting`, `backup.not_found` */
  holdBackup(backupId: string, hold: BackupOperation['legalHold']): Promise<BackupOperation>;
  /** Written by who is about to read a backup, before its own row: a deletion asks for them after it marked the backup. */
  addReader(backupId: string, operationId: string): Promise<void>;
  readReaders(backupId: string): Promise<string[]>;

  /** Append-only. */
  appendEvent(operationId: string, event: NewEvent): Promise<void>;
  readEvents(operationId: string, cursor?: string, limit?: number): Promise<Page<OperationEvent>>;

  /** The newest run of the same schedule before this one that Succeeded, Failed or was Missed, or that `tells`; the index lags. */
  readRunBefore(
    operation: Pick<Operation, 'operationId' | 'createdAt' | 'slot'>,
    tells?: (run: BackupOperation) => boolean,
  ): Promise<BackupOperation | undefined>;
  listOperations(filter: OperationFilter, cursor?: string, limit?: number): Promise<Page<Operation>>;
  /** The runs of one schedule that may hold data (not Missed, Skipped, Cancelled, Deleted), newest first. */
  listBySchedule(scheduleUid: string): Promise<BackupOperation[]>;
  /** Ids of operations that have not ended, or have something left to clean; the index lags: read before acting. */
  listIncomplete(): Promise<string[]>;
  /** The same with their phases. */
  listOpen(): Promise<{ operationId: string; phase: string }[]>;

  /** Adds an end to its hour. Twice counts twice. */
  countEnd(operation: Operation): Promise<void>;
  /** Of the last eight days, those in which something ended. */
  readHours(): Promise<HourCounts[]>;
  /** What was worked out last, for whoever asks soon after. */
  keepStatistics(at: string, document: unknown): Promise<void>;
  readStatistics(): Promise<{ at: string; document: string } | undefined>;
}
