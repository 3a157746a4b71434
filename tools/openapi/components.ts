import * as z from 'zod';
import { ANSWERS } from '../../functions/api/answers.ts';
import { likeRequestSchema } from '../../functions/api/backups/like.ts';
import { clusterUpdateSchema } from '../../functions/api/clusters/schema.ts';
import { locationUpdateSchema } from '../../functions/api/locations/schema.ts';
import { notificationReplacementSchema } from '../../functions/api/notifications/write-notification.ts';
import { policyReplacementSchema, scheduleReplacementSchema } from '../../functions/api/schedules/schema.ts';
import { clusterAccessSchema, clusterRequestSchema } from '../../functions/domain/cluster/cluster-spec.ts';
import { dnsLabel } from '../../functions/domain/dns-label.ts';
import { locationRequestSchema } from '../../functions/domain/location/location-spec.ts';
import { maintenanceRequestSchema } from '../../functions/domain/location/maintenance.ts';
import { notificationRequestSchema } from '../../functions/domain/notification/notification-spec.ts';
import { validationRequestSchema } from '../../functions/domain/operation/validation-operation.ts';
import { restoreRequestSchema } from '../../functions/domain/restore/restore-spec.ts';
import { ruleRequestSchema } from '../../functions/domain/rule/rule-spec.ts';
import { policyRequestSchema } from '../../functions/domain/schedule/policy-request.ts';
import { scheduledBackupSchema, scheduleRequestSchema } from '../../functions/domain/schedule/schedule-spec.ts';
import { settingsSchema } from '../../functions/domain/settings/settings.ts';

/** Names for what several routes share; only the document needs them. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  ...ANSWERS,
  Name: dnsLabel,
  Settings: settingsSchema,
  ClusterAccess: clusterAccessSchema,
  ClusterRequest: clusterRequestSchema,
  ClusterUpdate: clusterUpdateSchema,
  LocationRequest: locationRequestSchema,
  LocationUpdate: locationUpdateSchema,
  ValidationRequest: validationRequestSchema,
  MaintenanceRequest: maintenanceRequestSchema,
  LikeRequest: likeRequestSchema,
  RestoreRequest: restoreRequestSchema,
  PolicyRequest: policyRequestSchema,
  PolicyUpdate: policyReplacementSchema,
  ScheduledBackup: scheduledBackupSchema,
  ScheduleRequest: scheduleRequestSchema,
  ScheduleUpdate: scheduleReplacementSchema,
  RuleRequest: ruleRequestSchema,
  NotificationRequest: notificationRequestSchema,
  NotificationUpdate: notificationReplacementSchema,
};

/** Before the document is rendered: what has a name is a component of it. */
export function nameComponents(): void {
  for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { ...schema.meta(), id });
}
