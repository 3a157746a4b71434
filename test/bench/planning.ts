import { startDynamoDb } from '../../local/dynamodb.ts';
import { BIG_NAMESPACE, startBigCluster } from './big-cluster.ts';
import { work as browse } from './browse.ts';
import { inProcess } from './in-process.ts';
import type { PlanningJob, PlanningReport } from './planning-child.ts';
import type { Figure } from './table.ts';

const TARGET = { seconds: 60, megabytes: 512 };

/** PlanBackup and CollectResources on a big cluster: time, and the peak memory of the process that runs them. */
export async function measurePlanning(claims: number, objects: number): Promise<Figure[]> {
  const simulator = await startBigCluster(claims, objects);
  const dynamodb = await startDynamoDb();
  try {
    const report = await work({
      kubeconfig: simulator.kubeconfig('admin'),
      dynamodb: dynamodb.url,
      ledgerTable: dynamodb.tables.ledger,
      catalogTable: dynamodb.tables.catalog,
      namespace: BIG_NAMESPACE,
      simulates: false,
    });
    return [
      {
        what: `planning ${report.volumes} claims`,
        measured: `${report.planSeconds.toFixed(1)} s`,
        beside: `< ${TARGET.seconds} s, both together`,
      },
      {
        what: `collecting ${report.objects} objects`,
        measured: `${report.collectSeconds.toFixed(1)} s`,
        beside: `< ${TARGET.seconds} s, both together`,
      },
      {
        what: 'peak memory of the process',
        measured: `${report.megabytes.toFixed(0)} MiB`,
        beside: `< ${TARGET.megabytes} MiB`,
      },
    ];
  } finally {
    await simulator.stop();
    await dynamodb.stop();
  }
}

/** A simulation of the same backup; beside it the same objects, listed bare by their metadata and thrown away. */
export async function measureSimulation(claims: number, objects: number): Promise<Figure[]> {
  const simulator = await startBigCluster(claims, objects);
  const dynamodb = await startDynamoDb();
  try {
    const kubeconfig = simulator.kubeconfig('admin');
    const { url, caData } = simulator;
    const bare = await browse({ kubeconfig, url, caData, token: simulator.token('admin'), bare: true });
    const report = await work({
      kubeconfig,
      dynamodb: dynamodb.url,
      ledgerTable: dynamodb.tables.ledger,
      catalogTable: dynamodb.tables.catalog,
      namespace: BIG_NAMESPACE,
      simulates: true,
    });
    return [
      {
        what: `simulating a backup of ${report.volumes} claims and ${report.objects} objects`,
        measured: `${report.simulateSeconds.toFixed(1)} s`,
        beside: `< ${TARGET.seconds} s; bare lists of metadata: ${bare.seconds.lists?.toFixed(1)} s`,
      },
      {
        what: 'peak memory of the process',
        measured: `${report.megabytes.toFixed(0)} MiB`,
        beside: `< ${TARGET.megabytes} MiB; bare client: ${bare.megabytes.toFixed(0)} MiB`,
      },
    ];
  } finally {
    await simulator.stop();
    await dynamodb.stop();
  }
}

async function work(job: PlanningJob): Promise<PlanningReport> {
  return await inProcess<PlanningReport>('planning-child.ts', job);
}
