import { simulateRestore } from '../restores/simulate.ts';
import { createRestore, retryRestore } from '../restores/start-restore.ts';
import { simulateBackup } from './simulate.ts';
import { createBackup, retryBackup } from './start-backup.ts';

/** What starts backups and restores: both look at a cluster first. What reads them is in operations/routes.ts. */
export const backupRoutes = [createBackup, simulateBackup, retryBackup, createRestore, simulateRestore, retryRestore];
