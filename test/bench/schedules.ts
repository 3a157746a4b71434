import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulatedCluster } from '../../local/simulated-cluster.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { fireBare } from './bare-scheduler.ts';
import { inProcess } from './in-process.ts';
import type { SchedulesJob, SchedulesReport } from './schedules-child.ts';
import { type Figure, percentile } from './table.ts';

/** Without claims: its backup plans, collects and seals its objects, and ends. */
const NAMESPACE = 'quiet';

/**
 * So many schedules on the embedded stack, in real time, of which some fire at the same second: each has one record, or the
 * section fails. The stack has a process of its own, so that its memory is its own; the simulated cluster is not in it.
 */
export async function measureSchedules(schedules: number, firing: number, deliveries: number): Promise<Figure[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'snapferry-bench-schedules-'));
  const { kopia, versitygw } = await ensureTools();
  const simulator = await startSimulatedCluster(path.join(root, 'cluster'), kopia);
  try {
    applyObjects(simulator.simulation, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
    await simulator.settled();
    const bare = await fireBare(path.join(root, 'bare'), schedules, firing);
    const report = await work({
      root: path.join(root, 'stack'),
      versitygw,
      access: { kubeconfig: simulator.kubeconfig('backup'), restoreKubeconfig: simulator.kubeconfig('restore') },
      namespace: NAMESPACE,
      schedules,
      firing,
      deliveries,
    });
    return figures(report, bare);
  } finally {
    await simulator.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function figures(report: SchedulesReport, bare: readonly number[]): Figure[] {
  const { schedules, firing, deliveries, delays } = report;
  const one = 'one-state machine: ';
  return [
    {
      what: `${firing} of ${schedules} schedules at one second, records`,
      measured: `${report.records}, ${report.succeeded} Succeeded`,
      beside: `${firing}: none lost, none doubled`,
    },
    ...[50, 95].map((share) => ({
      what: `slot to its record, p${share}`,
      measured: seconds(percentile(delays, share)),
      beside: one + seconds(percentile(bare, share)),
    })),
    { what: 'slot to the last end', measured: seconds(report.endedSeconds), beside: '–' },
    {
      what: `sync of ${schedules - firing} schedules, all missing`,
      measured: seconds(report.syncSeconds),
      beside: '–',
    },
    { what: `slots of ${schedules} schedules checked`, measured: seconds(report.checkSeconds), beside: '< 100 s' },
    {
      what: `one slot delivered ${deliveries} times, 50 at once`,
      measured: `${seconds(report.deliverySeconds)}, one backup`,
      beside: `as many reads: ${seconds(report.readSeconds)}`,
    },
    {
      what: 'peak memory of the stack, pages of files apart',
      measured: `${report.megabytes.toFixed(0)} MiB`,
      beside: `${report.megabytesBefore.toFixed(0)} MiB before the slot`,
    },
  ];
}

async function work(job: SchedulesJob): Promise<SchedulesReport> {
  return await inProcess<SchedulesReport>('schedules-child.ts', job);
}

function seconds(number: number): string {
  return `${number.toFixed(number < 10 ? 2 : 1)} s`;
}
