import { openServices } from '../platform/real-services.ts';
import { createNotifier } from '../services/notifier/real-notifier.ts';
import { createSchedulerClient, createSchedules } from '../services/schedules/eventbridge-scheduler.ts';
import { checkSlots as checkSlotsWith } from './check-slots.ts';
import { recordMissed as recordMissedWith } from './record-missed.ts';
import { syncSchedules as syncSchedulesWith } from './sync-schedules.ts';

const opened = openServices('schedules');
const target = { ...opened.config.scheduler, machineArn: opened.config.machineArns.backup };
const { clock, config, secrets } = opened;
const notifier = createNotifier({ secrets, clock, allowedCidrs: config.allowedCidrs, topics: config.topics });
const services = { ...opened, notifier, schedules: createSchedules(createSchedulerClient(), target) };

export const checkSlots = checkSlotsWith(services);
export const recordMissed = recordMissedWith(services);
export const syncSchedules = syncSchedulesWith(services);
