import { startScheduler } from '../kubelet/scheduler.ts';
import type { Simulation } from '../simulation.ts';
import { startClaims } from './claims.ts';
import { startEndpoints } from './endpoints.ts';
import { startGarbageCollector } from './garbage.ts';
import { startJobs } from './jobs.ts';
import { startNamespaces } from './namespaces.ts';
import { startProvisioner } from './provisioner.ts';
import { startSnapshots } from './snapshots.ts';
import { startSnapshotter } from './snapshotter.ts';
import { startStatefulSets } from './stateful-sets.ts';
import { startVolumes } from './volumes.ts';
import { startWorkloads } from './workloads.ts';

/** All that keep a cluster as its objects say, but for the kubelet. */
export function startControllers(simulation: Simulation, ca: string): void {
  startNamespaces(simulation, ca);
  startGarbageCollector(simulation);
  startClaims(simulation);
  startVolumes(simulation);
  startProvisioner(simulation);
  startSnapshots(simulation);
  startSnapshotter(simulation);
  startJobs(simulation);
  startWorkloads(simulation);
  startStatefulSets(simulation);
  startEndpoints(simulation);
  startScheduler(simulation);
}
