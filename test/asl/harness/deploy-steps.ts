import { backupSteps } from '../../../functions/backup/steps.ts';
import { deletionSteps } from '../../../functions/delete-backup/steps.ts';
import { reconcile } from '../../../functions/events/reconcile.ts';
import { settle } from '../../../functions/events/settle.ts';
import { sweep } from '../../../functions/events/sweep.ts';
import { maintenanceSteps } from '../../../functions/maintain-location/steps.ts';
import type { composeServices } from '../../../functions/platform/real-services.ts';
import { restoreSteps } from '../../../functions/restore/steps.ts';
import { checkSlots } from '../../../functions/schedules/check-slots.ts';
import { recordMissed } from '../../../functions/schedules/record-missed.ts';
import { syncSchedules } from '../../../functions/schedules/sync-schedules.ts';
import type { ObjectStore } from '../../../functions/services/location/location.ts';
import { createEmfMetrics } from '../../../functions/services/metrics/emf-metrics.ts';
import { createNotifier } from '../../../functions/services/notifier/real-notifier.ts';
import { createSchedulerClient, createSchedules } from '../../../functions/services/schedules/eventbridge-scheduler.ts';
import { simulationSteps } from '../../../functions/simulate/steps.ts';
import { undoSteps } from '../../../functions/undo-restore/steps.ts';
import { validationSteps } from '../../../functions/validate-location/steps.ts';
import type { LambdaHandler } from '../../../local/lambda-host.ts';
import type { State } from './calls.ts';
import { withOutages } from './location-outages.ts';
import { mortal } from './mortal.ts';

/** A line in the embedded metric format: values and dimensions by name. */
export type Emitted = Record<string, unknown> & { _aws: { Timestamp: number } };

/** The functions as they are deployed, each a life that a test can end. */
export function deploySteps(real: ReturnType<typeof composeServices>, bucket: ObjectStore, state: State) {
  const { clock, config, log, policy: _, ...outside } = real;
  const locations = withOutages(outside.locations, bucket, state);
  const emitted: Emitted[] = [];
  const write = (line: string) => void emitted.push(JSON.parse(line) as Emitted);
  const metrics = createEmfMetrics({ stage: 'asl', namespace: 'Asl', clock, write });
  const services = { ...mapValues({ ...outside, locations, metrics }), clock, config, log };
  const schedules = mortal(
    createSchedules(createSchedulerClient(), { ...config.scheduler, machineArn: config.machineArns.backup }),
  );
  const { secrets } = services;
  const notifier = mortal(createNotifier({ secrets, clock, allowedCidrs: config.allowedCidrs, topics: config.topics }));
  const handlers = {
    ...backupSteps(services),
    ...restoreSteps(services),
    ...maintenanceSteps(services),
    ...validationSteps({ ...services, claims: services.locations }),
    ...deletionSteps(services),
    ...undoSteps(services),
    ...simulationSteps(services),
    reconcile: reconcile(services),
    settle: settle({ ...services, notifier }),
    sweep: sweep({ ...services, notifier }),
    checkSlots: checkSlots({ ...services, notifier, schedules }),
    syncSchedules: syncSchedules({ ...services, schedules }),
    recordMissed: recordMissed({ ...services, notifier }),
  } as Record<string, LambdaHandler>;
  return { handlers, schedules, emitted };
}

function mapValues<Services extends Record<string, object>>(services: Services): Services {
  return Object.fromEntries(Object.entries(services).map(([name, one]) => [name, mortal(one)])) as Services;
}
