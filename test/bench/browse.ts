import type { Simulator } from '../../simulator/simulator.ts';
import { startWideCluster } from './big-cluster.ts';
import type { BrowseJob, BrowseReport } from './browse-child.ts';
import { inProcess } from './in-process.ts';
import type { Figure } from './table.ts';

/** The gateway's. */
const LONGEST_SECONDS = 30;
const MOST_MEGABYTES = 512;
const LATE_MS = 100;

/** What a person sees who chooses what to back up on a big cluster; beside it the same lists, read bare and thrown away. */
export async function measureBrowse(namespaces: number, objects: number): Promise<Figure[]> {
  const simulator = await startWideCluster(namespaces, objects);
  try {
    const near = await measure(simulator, '');
    // as far away as a cluster on another continent
    simulator.faults.add({ on: 'request', verb: 'list', effect: { latencyMs: LATE_MS } });
    return [...near, ...(await measure(simulator, `, each list ${LATE_MS} ms late`))];
  } finally {
    await simulator.stop();
  }
}

async function measure(simulator: Simulator, how: string): Promise<Figure[]> {
  const job = { kubeconfig: simulator.kubeconfig('admin'), url: simulator.url, token: simulator.token('admin') };
  const bare = await work({ ...job, caData: simulator.caData, bare: true });
  const browsed = await work({ ...job, caData: simulator.caData, bare: false });
  const lists = `bare lists of metadata: ${bare.seconds.lists?.toFixed(1)} s`;
  const figures = Object.entries(browsed.seconds).map(([what, seconds]) => ({
    what: `${what}${how} (${browsed.counts[what]})`,
    measured: `${seconds.toFixed(1)} s`,
    beside: `< ${LONGEST_SECONDS} s a request; ${lists}`,
  }));
  return [
    ...figures,
    {
      what: `peak memory of the process${how}`,
      measured: `${browsed.megabytes.toFixed(0)} MiB`,
      beside: `< ${MOST_MEGABYTES} MiB; bare client: ${bare.megabytes.toFixed(0)} MiB`,
    },
  ];
}

export async function work(job: BrowseJob): Promise<BrowseReport> {
  return await inProcess<BrowseReport>('browse-child.ts', job);
}
