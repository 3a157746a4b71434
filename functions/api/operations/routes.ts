import { listAuditRecords } from '../audit/audit.ts';
import { getBackupSpec } from '../backups/like.ts';
import { deleteBackup, placeLegalHold, releaseLegalHold } from '../backups/removal.ts';
import { getMe } from '../me/me.ts';
import { listRestoreObjects } from '../restores/objects.ts';
import { undoRestore } from '../restores/undo.ts';
import { getStatistics } from '../statistics/statistics.ts';
import { listOperationExecutions, readOperationHistory } from './executions.ts';
import {
  getBackup,
  getOperation,
  getRestore,
  listBackupActions,
  listOperationVolumes,
  routesOfAny,
  routesOfContent,
} from './read-routes.ts';

/** All that reads operations, what starts or ends one without a look at a cluster, and what tells of no one thing. */
export const operationRoutes = [
  ...routesOfAny('backup', 'Backup', 'Backups, newest first'),
  ...routesOfContent('backup', 'Backup', 'it'),
  getBackup,
  listBackupActions,
  getBackupSpec,
  deleteBackup,
  placeLegalHold,
  releaseLegalHold,
  ...routesOfAny('restore', 'Restore', 'Restores, newest first'),
  ...routesOfContent('restore', 'Restore', 'its backup'),
  getRestore,
  listRestoreObjects,
  undoRestore,
  ...routesOfAny('operation', 'Operation', 'Operations of any kind, newest first'),
  getOperation,
  listOperationVolumes,
  listOperationExecutions,
  readOperationHistory,
  listAuditRecords,
  getMe,
  getStatistics,
];
