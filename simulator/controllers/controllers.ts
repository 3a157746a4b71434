import { scheduler } from '../kubelet/scheduler.ts';
import { type Simulation, startController } from '../simulation.ts';
import { claims } from './claims.ts';
import { startGarbageCollector } from './garbage.ts';
import { jobs } from './jobs.ts';
import { startNamespaces } from './namespaces.ts';
import { provisioner } from './provisioner.ts';
import { snapshotContents } from './snapshot-content.ts';
import { snapshots } from './snapshots.ts';
import { snapshotter } from './snapshotter.ts';
import { statefulSets } from './stateful-sets.ts';
import { volumes } from './volumes.ts';
import { workloads } from './workloads.ts';

const STORAGE = [claims, volumes, provisioner, snapshots, snapshotContents, snapshotter];

/** All that keep a cluster as its objects say, but for the kubelet. */
export function startControllers(simulation: Simulation, ca: string): void {
  startNamespaces(simulation, ca);
  startGarbageCollector(simulation);
  for (const controller of [...STORAGE, jobs, ...workloads, statefulSets, scheduler])
    startController(simulation, controller);
}
