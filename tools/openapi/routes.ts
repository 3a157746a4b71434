import * as z from 'zod';
import { auditAnswer } from '../../functions/api/audit/answers.ts';
import { auditQuerySchema } from '../../functions/api/audit/schema.ts';
import { deletionQuerySchema, legalHoldSchema, retryRequestSchema } from '../../functions/api/backups/schema.ts';
import {
  changedClusterAnswer,
  clusterAnswer,
  namespaceAnswer,
  provisionersAnswer,
} from '../../functions/api/clusters/answers.ts';
import {
  clusterUpdateSchema,
  namespacesQuerySchema,
  provisionersQuerySchema,
} from '../../functions/api/clusters/schema.ts';
import type { ApiFunction, RouteKey } from '../../functions/api/http/route-table.ts';
import {
  changedLocationAnswer,
  locationAnswer,
  newLocationAnswer,
  recoveryKeyAnswer,
} from '../../functions/api/locations/answers.ts';
import {
  acknowledgementSchema,
  locationsQuerySchema,
  locationUpdateSchema,
} from '../../functions/api/locations/schema.ts';
import { notificationAnswer, testAnswer } from '../../functions/api/notifications/answers.ts';
import { notificationReplacementSchema } from '../../functions/api/notifications/schema.ts';
import {
  backupAnswer,
  eventAnswer,
  operationAnswer,
  operationSummaryAnswer,
  pageAnswer,
  resourceCountAnswer,
  volumeAnswer,
} from '../../functions/api/operations/answers.ts';
import {
  anyOperationsQuerySchema,
  forceQuerySchema,
  itemQuerySchema,
  itemsQuerySchema,
  noBodySchema,
  operationsQuerySchema,
  pageSchema,
  restoreQuerySchema,
} from '../../functions/api/operations/schema.ts';
import { restoredObjectAnswer } from '../../functions/api/restores/answers.ts';
import { objectsQuerySchema, undoQuerySchema } from '../../functions/api/restores/schema.ts';
import { nextRunsAnswer, policyAnswer, scheduleAnswer } from '../../functions/api/schedules/answers.ts';
import {
  nextRunsQuerySchema,
  policyReplacementSchema,
  resumeSchema,
  runSchema,
  scheduleReplacementSchema,
  suspendSchema,
} from '../../functions/api/schedules/schema.ts';
import { backupRequestSchema, dnsLabel } from '../../functions/domain/backup/backup-spec.ts';
import { clusterAccessSchema, clusterRequestSchema } from '../../functions/domain/cluster/cluster-spec.ts';
import { locationRequestSchema } from '../../functions/domain/location/location-spec.ts';
import { maintenanceRequestSchema } from '../../functions/domain/location/maintenance.ts';
import { notificationRequestSchema } from '../../functions/domain/notification/notification-spec.ts';
import { validationRequestSchema } from '../../functions/domain/operation/validation-spec.ts';
import { restoreRequestSchema } from '../../functions/domain/restore/restore-spec.ts';
import { policyRequestSchema } from '../../functions/domain/schedule/policy-spec.ts';
import { scheduledBackupSchema, scheduleRequestSchema } from '../../functions/domain/schedule/schedule-spec.ts';
import { settingsSchema } from '../../functions/domain/settings/settings.ts';

/** Names for what several routes share; only the document needs them. */
const SHARED: Readonly<Record<string, z.ZodType>> = {
  Name: dnsLabel,
  Settings: settingsSchema,
  ClusterAccess: clusterAccessSchema,
  ClusterRequest: clusterRequestSchema,
  ClusterUpdate: clusterUpdateSchema,
  LocationRequest: locationRequestSchema,
  LocationUpdate: locationUpdateSchema,
  ValidationRequest: validationRequestSchema,
  MaintenanceRequest: maintenanceRequestSchema,
  BackupRequest: backupRequestSchema,
  RestoreRequest: restoreRequestSchema,
  PolicyRequest: policyRequestSchema,
  PolicyUpdate: policyReplacementSchema,
  ScheduledBackup: scheduledBackupSchema,
  ScheduleRequest: scheduleRequestSchema,
  ScheduleUpdate: scheduleReplacementSchema,
  NotificationRequest: notificationRequestSchema,
  NotificationUpdate: notificationReplacementSchema,
};
for (const [id, schema] of Object.entries(SHARED)) z.globalRegistry.add(schema, { id });

/** What a route takes and gives. Path parameters, scopes and problems are the same for all and stand in document.ts. */
export interface DescribedRoute {
  summary: string;
  body?: z.ZodType;
  query?: z.ZodObject;
  status: 200 | 201 | 202 | 204;
  answer?: z.ZodType;
  /** The answer has an ETag for If-Match. */
  etag?: true;
  /** The request takes an Idempotency-Key. */
  idempotent?: true;
}

/** One entry for each route of the table, or it does not compile. */
export const DESCRIBED: Record<RouteKey<ApiFunction>, DescribedRoute> = {
  'POST /v1/clusters': {
    summary: 'Register a cluster; it is reached at once',
    body: clusterRequestSchema,
    status: 201,
    answer: clusterAnswer,
    etag: true,
    idempotent: true,
  },
  'GET /v1/clusters': list('Clusters', clusterAnswer, itemsQuerySchema),
  'GET /v1/clusters/{name}': item('A cluster', clusterAnswer),
  'PUT /v1/clusters/{name}': {
    summary:
      'Change a cluster; credentials that are left out stay; locations that were not valid from it are validated again',
    body: clusterUpdateSchema,
    status: 200,
    answer: changedClusterAnswer,
    etag: true,
  },
  'DELETE /v1/clusters/{name}': removal(
    'Forget a cluster that nothing uses; by force its schedules are removed with it',
  ),
  'POST /v1/clusters/{name}/validate': {
    summary: 'Look at the cluster and its permissions again',
    body: noBodySchema,
    status: 200,
    answer: clusterAnswer,
    etag: true,
  },
  'GET /v1/clusters/{name}/namespaces': list('Namespaces of the cluster now', namespaceAnswer, namespacesQuerySchema),
  'GET /v1/clusters/{name}/provisioners': {
    summary: 'Per CSI driver of the namespaces, which snapshot classes may be mapped',
    query: provisionersQuerySchema,
    status: 200,
    answer: provisionersAnswer,
  },

  'POST /v1/locations': {
    summary: 'Create a location; validate it before its first backup',
    body: locationRequestSchema,
    status: 201,
    answer: newLocationAnswer,
    etag: true,
    idempotent: true,
  },
  'GET /v1/locations': list('Locations', locationAnswer, locationsQuerySchema),
  'GET /v1/locations/{name}': item('A location', locationAnswer),
  'PUT /v1/locations/{name}': {
    summary: 'Change how a location is reached; it is validated again from each cluster that has looked before',
    body: locationUpdateSchema,
    status: 200,
    answer: changedLocationAnswer,
    etag: true,
  },
  'DELETE /v1/locations/{name}': removal(
    'Forget a location that nothing uses; its backups stay; by force its schedules are removed with it',
  ),
  'POST /v1/locations/{name}/validate': {
    summary: 'Look at the location from the control plane and from a cluster',
    body: validationRequestSchema,
    status: 202,
    answer: operationAnswer,
    idempotent: true,
  },
  'POST /v1/locations/{name}/maintain': {
    summary:
      'Maintain the repositories that are due, or all; remove what no seal lists; for an admin, accept what was put back',
    body: maintenanceRequestSchema,
    status: 202,
    answer: operationAnswer,
    idempotent: true,
  },
  'GET /v1/locations/{name}/recovery-key': {
    summary: 'The recovery key; each reading is audited',
    status: 200,
    answer: recoveryKeyAnswer,
  },
  'POST /v1/locations/{name}/recovery-key': {
    summary: 'Say that the recovery key is kept somewhere else',
    body: acknowledgementSchema,
    status: 200,
    answer: locationAnswer,
    etag: true,
  },

  'POST /v1/backups': start('Back namespaces up', backupRequestSchema),
  'POST /v1/backups/{id}/retry': start('Do an ended backup over', retryRequestSchema),
  'GET /v1/backups': list('Backups, newest first', operationSummaryAnswer, operationsQuerySchema),
  'GET /v1/backups/{id}': { summary: 'A backup, and until when it is kept', status: 200, answer: backupAnswer },
  'GET /v1/backups/{id}/volumes': list('Its volumes', volumeAnswer),
  'GET /v1/backups/{id}/events': list('Its events', eventAnswer),
  'GET /v1/backups/{id}/resources': counts('How many objects of each kind it holds'),
  'POST /v1/backups/{id}/cancel': cancel(),
  'DELETE /v1/backups/{id}': {
    summary:
      'Delete a backup: the seal first, then all that is of it; its row stays as Deleted. Again once `backup.returned` is a finding',
    query: deletionQuerySchema,
    status: 202,
    answer: operationAnswer,
  },
  'PUT /v1/backups/{id}/legal-hold': {
    summary: 'Hold a backup: nobody and nothing deletes it',
    body: legalHoldSchema,
    status: 200,
    answer: operationAnswer,
  },
  'DELETE /v1/backups/{id}/legal-hold': { summary: 'Take the hold off', status: 204 },

  'POST /v1/restores': { ...start('Bring a backup back', restoreRequestSchema), query: restoreQuerySchema },
  'POST /v1/restores/{id}/retry': {
    ...start('Do an ended restore over', retryRequestSchema),
    query: restoreQuerySchema,
  },
  'GET /v1/restores': list('Restores, newest first', operationSummaryAnswer, operationsQuerySchema),
  'GET /v1/restores/{id}': { summary: 'A restore', status: 200, answer: operationAnswer },
  'GET /v1/restores/{id}/volumes': list('Its volumes', volumeAnswer),
  'GET /v1/restores/{id}/events': list('Its events', eventAnswer),
  'GET /v1/restores/{id}/resources': counts('How many objects of each kind its backup holds'),
  'POST /v1/restores/{id}/undo': {
    ...start(
      'Clear what an ended restore made: only that, by the uid on its record; an operation of its own',
      noBodySchema,
    ),
    query: undoQuerySchema,
  },
  'GET /v1/restores/{id}/objects': list(
    'What became of each object of the backup: created, merged, left or dropped, why and which field',
    restoredObjectAnswer,
    objectsQuerySchema,
  ),
  'POST /v1/restores/{id}/cancel': cancel(),

  'POST /v1/policies': {
    summary: 'Create a schedule policy: when, and how many to keep',
    body: policyRequestSchema,
    status: 201,
    answer: policyAnswer,
    etag: true,
    idempotent: true,
  },
  'GET /v1/policies': list('Schedule policies', policyAnswer, itemsQuerySchema),
  'GET /v1/policies/{name}': item('A schedule policy', policyAnswer),
  'PUT /v1/policies/{name}': {
    summary: 'Change a schedule policy, for all schedules that are bound to it',
    body: policyReplacementSchema,
    status: 200,
    answer: policyAnswer,
    etag: true,
  },
  'DELETE /v1/policies/{name}': removal(
    'Remove a policy that no schedule is bound to; by force the schedules bound to it are removed with it',
  ),
  'GET /v1/policies/{name}/next-runs': {
    summary: 'The next runs, and what retention deletes after each',
    query: nextRunsQuerySchema,
    status: 200,
    answer: nextRunsAnswer,
  },

  'POST /v1/schedules': {
    summary: 'Bind a backup to a policy',
    body: scheduleRequestSchema,
    status: 201,
    answer: scheduleAnswer,
    etag: true,
    idempotent: true,
  },
  'GET /v1/schedules': list('Schedules', scheduleAnswer),
  'GET /v1/schedules/{name}': { summary: 'A schedule', status: 200, answer: scheduleAnswer, etag: true },
  'PUT /v1/schedules/{name}': {
    summary: 'Change a schedule; its next run is by the new one',
    body: scheduleReplacementSchema,
    status: 200,
    answer: scheduleAnswer,
    etag: true,
  },
  'DELETE /v1/schedules/{name}': { summary: 'Remove a schedule; its backups stay', status: 204 },
  'POST /v1/schedules/{name}/suspend': {
    summary: 'Let no slot run until it is resumed',
    body: suspendSchema,
    status: 200,
    answer: scheduleAnswer,
    etag: true,
  },
  'POST /v1/schedules/{name}/resume': {
    summary: 'Let slots run again, from now on',
    body: resumeSchema,
    status: 200,
    answer: scheduleAnswer,
    etag: true,
  },
  'POST /v1/schedules/{name}/run': {
    summary: 'Run it now',
    body: runSchema,
    status: 202,
    answer: operationAnswer,
    idempotent: true,
  },

  'GET /v1/operations': list('Operations of any kind, newest first', operationSummaryAnswer, anyOperationsQuerySchema),
  'GET /v1/operations/{id}': { summary: 'An operation of any kind', status: 200, answer: operationAnswer },
  'GET /v1/operations/{id}/events': list('Its events', eventAnswer),
  'POST /v1/operations/{id}/cancel': cancel(),

  'GET /v1/audit': list('Who changed what, when, from where; newest first', auditAnswer, auditQuerySchema),

  'POST /v1/notifications': {
    summary: 'Name a topic or a webhook that is told how operations end',
    body: notificationRequestSchema,
    status: 201,
    answer: notificationAnswer,
    etag: true,
    idempotent: true,
  },
  'GET /v1/notifications': list('Receivers of notifications', notificationAnswer),
  'GET /v1/notifications/{name}': { summary: 'A receiver', status: 200, answer: notificationAnswer, etag: true },
  'PUT /v1/notifications/{name}': {
    summary: 'Change a receiver; a secret that is left out stays',
    body: notificationReplacementSchema,
    status: 200,
    answer: notificationAnswer,
    etag: true,
  },
  'DELETE /v1/notifications/{name}': { summary: 'Tell it nothing any more', status: 204 },
  'POST /v1/notifications/{name}/test': {
    summary: 'Send it a test message now, once; the answer is what it said',
    body: noBodySchema,
    status: 200,
    answer: testAnswer,
  },
};

function list(summary: string, item: z.ZodType, query: z.ZodObject = pageSchema): DescribedRoute {
  return { summary, query, status: 200, answer: pageAnswer(item) };
}

function item(summary: string, answer: z.ZodType): DescribedRoute {
  return { summary, query: itemQuerySchema, status: 200, answer, etag: true };
}

function removal(summary: string): DescribedRoute {
  return { summary, query: forceQuerySchema, status: 204 };
}

function counts(summary: string): DescribedRoute {
  return { summary, status: 200, answer: pageAnswer(resourceCountAnswer) };
}

function start(summary: string, body: z.ZodType): DescribedRoute {
  return { summary, body, status: 202, answer: operationAnswer, idempotent: true };
}

function cancel(): DescribedRoute {
  return {
    summary: 'End it at its next step; what it made is cleaned up',
    body: noBodySchema,
    status: 202,
    answer: operationAnswer,
  };
}
