/** The embedded stack with many schedules, in a process of its own, so that its memory is its own: see schedules.ts. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createApiClient } from '../../client/client.ts';
import { slotTextOf } from '../../functions/domain/operation/machine-input.ts';
import { TERMINAL_PHASES } from '../../functions/domain/operation/phase.ts';
import { readConfig } from '../../functions/platform/config.ts';
import { composeServices } from '../../functions/platform/real-services.ts';
import { checkSlots } from '../../functions/schedules/check-slots.ts';
import { syncSchedules } from '../../functions/schedules/sync-schedules.ts';
import { createSchedulerClient, createSchedules } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import { startApp } from '../../local/app.ts';
import { type ClusterAccess, registerCluster } from '../../local/start/clusters.ts';
import { CLUSTER, createLocation } from '../../local/start/demo.ts';
import { deliverOften, timed } from './deliver-often.ts';
import { readRecords } from './read-records.ts';
import { ENTRY, type Seeded, seedSchedules } from './seed-schedules.ts';

/** From schedules.ts, as JSON on standard input. */
export interface SchedulesJob {
  root: string;
  versitygw: string;
  access: ClusterAccess;
  namespace: string;
  schedules: number;
  firing: number;
  deliveries: number;
}
export interface SchedulesReport {
  schedules: number;
  firing: number;
  deliveries: number;
  records: number;
  succeeded: number;
  /** Of each record, from its slot to its createdAt, in seconds. */
  delays: number[];
  endedSeconds: number;
  syncSeconds: number;
  checkSeconds: number;
  deliverySeconds: number;
  readSeconds: number;
  megabytes: number;
  megabytesBefore: number;
}

const MINUTE = 60_000;
/** Of the last schedules to be written, beside twice the time that the others took for as many. */
const RESERVE_MS = 20_000;
/** Far enough that what does not fire now does not fire at all. */
const RESTING_MS = 180 * MINUTE;
const LONGEST_MS = 30 * MINUTE;
const SILENT = { info: () => undefined, warn: () => undefined, error: console.error };

const job = JSON.parse(await text(process.stdin)) as SchedulesJob;
const app = await startApp({ root: job.root, versitygw: job.versitygw, buckets: ['backups'] });
const api = createApiClient(app.stack.endpoints.api, app.token);
await registerCluster(api, CLUSTER, job.access);
await createLocation(api, app, () => undefined);

const config = readConfig();
const target = { ...config.scheduler, machineArn: config.machineArns.backup };
const services = {
  ...composeServices('bench', config, { log: SILENT }),
  metrics: { emit: () => undefined },
  notifier: { check: () => undefined, send: async () => ({ status: 200, answer: '' }) },
  schedules: createSchedules(createSchedulerClient(), target),
};

const restingAt = new Date(Math.ceil(Date.now() / MINUTE) * MINUTE + RESTING_MS);
const resting = await seedSchedules(services, api, job, job.schedules - job.firing, restingAt);
const syncSeconds = await timed(syncSchedules(services));
const each = (resting.seconds + syncSeconds) / (job.schedules - job.firing);
const slot = new Date(Math.ceil((Date.now() + each * job.firing * 2000 + RESERVE_MS) / MINUTE) * MINUTE);
const fired = await seedSchedules(services, api, job, job.firing, slot);
await syncSchedules(services)();
const checkSeconds = await timed(checkSlots(services));
if (Date.now() >= slot.getTime()) throw new Error('the schedules were not written before their slot');
const megabytesBefore = await ownMegabytes();
let megabytes = megabytesBefore;

console.error(`${job.firing} schedules fire at ${slot.toISOString()} …`);
await ended();
const endedSeconds = (Date.now() - slot.getTime()) / 1000;
const records = await readRecords(services.ledger);
assertOneEach(fired);
const [uid = ''] = resting.uids;
const scheduledTime = slotTextOf(restingAt);
const delivered = await deliverOften(services, { scheduleUid: uid, entry: ENTRY, scheduledTime }, job.deliveries);

const report: SchedulesReport = {
  schedules: job.schedules,
  firing: job.firing,
  deliveries: job.deliveries,
  records: records.length,
  succeeded: records.filter(({ phase }) => phase === 'Succeeded').length,
  delays: records.map(({ createdAt }) => (Date.parse(createdAt) - slot.getTime()) / 1000),
  endedSeconds,
  syncSeconds,
  checkSeconds,
  deliverySeconds: delivered.seconds,
  readSeconds: delivered.bareSeconds,
  megabytes,
  megabytesBefore,
};
console.log(JSON.stringify(report));
await app.stack.stop();
process.exit(0);

/** Until every execution of a slot is over, and what follows its end is done. */
async function ended(): Promise<void> {
  const arn = String(config.machineArns.backup);
  for (const began = Date.now(); Date.now() - began < LONGEST_MS; await pause(1000)) {
    megabytes = Math.max(megabytes, await ownMegabytes());
    const executions = app.stack.stepFunctions.list(arn);
    const isRunning = executions.some(({ status }) => status === 'RUNNING');
    if (executions.length < job.firing || isRunning) continue;
    if ((await services.ledger.listIncomplete()).length === 0) return;
  }
  throw new Error(`not over after ${LONGEST_MS / MINUTE} minutes`);
}

/** Each that fired has one record, of its slot, and it has ended; there is no other record, and no second execution. */
function assertOneEach({ uids }: Seeded): void {
  const bySchedule = Map.groupBy(records, ({ slot: of }) => of?.schedule.uid ?? '');
  const at = slotTextOf(slot);
  const wrong = uids.filter((uid) => {
    const [record, ...more] = bySchedule.get(uid) ?? [];
    return record?.slot?.scheduledTime !== at || !TERMINAL_PHASES.has(record.phase) || more.length > 0;
  });
  const executions = app.stack.stepFunctions.list(String(config.machineArns.backup)).length;
  if (wrong.length === 0 && records.length === uids.length && executions === uids.length) return;
  const sums = `${records.length} records and ${executions} executions of ${uids.length} slots`;
  throw new Error(`${sums}; ${wrong.length} schedules have not exactly one record`);
}

/** Resident memory but for pages of files: dynalite maps its tables, and the kernel keeps of them what has room. */
async function ownMegabytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
