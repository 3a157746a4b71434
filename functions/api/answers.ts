import * as z from 'zod';
import { backupRequestSchema } from '../domain/backup/backup-spec.ts';
import { shownAs } from '../domain/open-record.ts';
import { restoredObjectSchema } from '../domain/restore/restored-object.ts';
import { auditSchema } from '../services/audit/audit.ts';
import { changedClusterAnswer, clusterAnswer } from './clusters/answers.ts';
import {
  namespacesAnswer,
  provisionersAnswer,
  resourcesAnswer,
  resourceTypesAnswer,
} from './clusters/browse/answers.ts';
import { changedLocationAnswer, locationAnswer, newLocationAnswer, recoveryKeyAnswer } from './locations/answers.ts';
import { meAnswer } from './me/answers.ts';
import { notificationAnswer, testAnswer } from './notifications/answers.ts';
import {
  actionRunAnswer,
  backupAnswer,
  eventAnswer,
  executionAnswer,
  executionHistoryAnswer,
  operationAnswer,
  operationSummaryAnswer,
  resourceCountAnswer,
  volumeAnswer,
} from './operations/answers.ts';
import { protectionAnswer } from './protection/answers.ts';
import { ruleAnswer } from './rules/answers.ts';
import { nextRunsAnswer, policyAnswer, runsAheadAnswer, scheduleAnswer } from './schedules/answers.ts';
import { statisticsAnswer } from './statistics/answers.ts';

/** What routes answer, by the name that their contracts say; only the tools and tests load all of it. */
export const ANSWERS = {
  ActionRun: actionRunAnswer,
  AuditRecord: shownAs(auditSchema).extend({ code: z.string().optional().describe('why it was refused, or failed') }),
  Backup: backupAnswer,
  BackupRequest: backupRequestSchema,
  ChangedCluster: changedClusterAnswer,
  ChangedLocation: changedLocationAnswer,
  Cluster: clusterAnswer,
  Event: eventAnswer,
  Execution: executionAnswer,
  ExecutionHistory: executionHistoryAnswer,
  Location: locationAnswer,
  Me: meAnswer,
  Namespaces: namespacesAnswer,
  NewLocation: newLocationAnswer,
  NextRuns: nextRunsAnswer,
  Notification: notificationAnswer,
  NotificationTest: testAnswer,
  Operation: operationAnswer,
  OperationSummary: operationSummaryAnswer,
  Policy: policyAnswer,
  Protection: protectionAnswer,
  Provisioners: provisionersAnswer,
  RecoveryKey: recoveryKeyAnswer,
  ResourceCount: resourceCountAnswer,
  ResourceTypes: resourceTypesAnswer,
  Resources: resourcesAnswer,
  RestoredObject: shownAs(restoredObjectSchema),
  Rule: ruleAnswer,
  RunsAhead: runsAheadAnswer,
  Schedule: scheduleAnswer,
  Statistics: statisticsAnswer,
  Volume: volumeAnswer,
};
