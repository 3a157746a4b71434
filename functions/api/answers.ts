import { auditAnswer } from './audit/answers.ts';
import { changedClusterAnswer, clusterAnswer, namespaceAnswer, provisionersAnswer } from './clusters/answers.ts';
import { changedLocationAnswer, locationAnswer, newLocationAnswer, recoveryKeyAnswer } from './locations/answers.ts';
import { notificationAnswer, testAnswer } from './notifications/answers.ts';
import {
  backupAnswer,
  eventAnswer,
  operationAnswer,
  operationSummaryAnswer,
  resourceCountAnswer,
  volumeAnswer,
} from './operations/answers.ts';
import { restoredObjectAnswer } from './restores/answers.ts';
import { nextRunsAnswer, policyAnswer, scheduleAnswer } from './schedules/answers.ts';

/** What routes answer, by the name that their contracts say; only the tools and tests load all of it. */
export const ANSWERS = {
  AuditRecord: auditAnswer,
  Backup: backupAnswer,
  ChangedCluster: changedClusterAnswer,
  ChangedLocation: changedLocationAnswer,
  Cluster: clusterAnswer,
  Event: eventAnswer,
  Location: locationAnswer,
  Namespace: namespaceAnswer,
  NewLocation: newLocationAnswer,
  NextRuns: nextRunsAnswer,
  Notification: notificationAnswer,
  NotificationTest: testAnswer,
  Operation: operationAnswer,
  OperationSummary: operationSummaryAnswer,
  Policy: policyAnswer,
  Provisioners: provisionersAnswer,
  RecoveryKey: recoveryKeyAnswer,
  ResourceCount: resourceCountAnswer,
  RestoredObject: restoredObjectAnswer,
  Schedule: scheduleAnswer,
  Volume: volumeAnswer,
};
