import { scheduler } from '../kubelet/scheduler.ts';
import { type Simulation, startController } from '../simulation.ts';
import { accountTokens } from './account-tokens.ts';
import { claims } from './claims.ts';
import { startGarbageCollector } from './garbage.ts';
import { jobs } from './jobs.ts';
import { namespaces } from './namespaces.ts';
import { provisioner } from './provisioner.ts';
import { snapshotContents } from './snapshot-content.ts';
import { snapshots } from './snapshots.ts';
import { snapshotter } from './snapshotter.ts';
import { statefulSets } from './stateful-sets.ts';
import { volumes } from './volumes.ts';
import { workloads } from './workloads.ts';

const STORAGE = [claims, volumes, provisioner, snapshots, snapshotContents, snapshotter];

/** All that keep a cluster as its objects say, but for the kubelet. */
export function startControllers(simulation: Simulation): void {
  startGarbageCollector(simulation);
  for (const controller of [namespaces, ...STORAGE, jobs, ...workloads, statefulSets, accountTokens, scheduler])
    startController(simulation, controller);
}
