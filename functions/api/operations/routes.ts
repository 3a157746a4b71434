import { listAuditRecords } from '../audit/audit.ts';
import {
  cancelBackup,
  getBackup,
  listBackupEvents,
  listBackupResources,
  listBackups,
  listBackupVolumes,
} from '../backups/backups.ts';
import { deleteBackup, placeLegalHold, releaseLegalHold } from '../backups/removal.ts';
import { listRestoreObjects } from '../restores/objects.ts';
import {
  cancelRestore,
  getRestore,
  listRestoreEvents,
  listRestoreResources,
  listRestores,
  listRestoreVolumes,
} from '../restores/restores.ts';
import { undoRestore } from '../restores/undo.ts';
import { cancelOperation, getOperation, listOperationEvents, listOperations } from './operations.ts';

/** All that reads operations, and what starts or ends one without a look at a cluster. */
export const operationRoutes = [
  listBackups,
  getBackup,
  listBackupVolumes,
  listBackupEvents,
  listBackupResources,
  cancelBackup,
  deleteBackup,
  placeLegalHold,
  releaseLegalHold,
  listRestores,
  getRestore,
  listRestoreVolumes,
  listRestoreEvents,
  listRestoreResources,
  listRestoreObjects,
  undoRestore,
  cancelRestore,
  listOperations,
  getOperation,
  listOperationEvents,
  cancelOperation,
  listAuditRecords,
];
