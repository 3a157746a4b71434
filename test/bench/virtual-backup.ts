import type { StepResult } from '../../functions/domain/operation/step-result.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { type AslCluster, startCluster } from '../asl/harness/cluster.ts';
import { backupOf } from '../asl/harness/subject.ts';
import { backupSpec, startWorld, type World } from '../asl/harness/world.ts';
import { type Capacity, countCapacity } from './count-capacity.ts';

const NAMESPACE = 'many';

export interface VirtualBackup {
  volumes: number;
  /** As AWS counts them: every state that is entered, and each retry of a Task. */
  transitions: number;
  /** Of functions by the machine; the sweep and what follows an end come to it. */
  invocations: number;
  capacity: Capacity;
  /** Events of the longest history; AWS ends an execution at 25,000. */
  events: number;
  /** Of virtual time, from the request to the end. */
  seconds: number;
  /** Kubernetes API calls of the control plane in all. */
  calls: number;
  /** Looks at movers of which all still run, and the most calls of one of them. */
  polls: { count: number; calls: number; mostCalls: number };
}

/**
 * One backup of so many volumes of a namespace, all moved at once, by the real machine on a simulated cluster.
 *
 * @param moverSeconds how long each mover takes, in virtual time
 */
export async function backUpVirtually(volumes: number, moverSeconds: number): Promise<VirtualBackup> {
  const world = await startWorld();
  const cluster = await startCluster(world.plane);
  let capacity: ReturnType<typeof countCapacity> | undefined;
  try {
    cluster.kopia.afterMs = moverSeconds * 1000;
    createClaims(cluster.simulator, volumes);
    await cluster.simulator.settled();
    const counted = countCalls(world, cluster, volumes);
    capacity = countCapacity();
    const selection = { kind: 'namespaces' as const, namespaces: [NAMESPACE] };
    const id = await world.start(backupOf(backupSpec({ moverLimit: volumes }, { selection })), cluster);
    const { phase, error, createdAt, finishedAt = '', executions } = await world.ended(id);
    if (phase !== 'Succeeded') throw new Error(`${volumes} volumes: ${JSON.stringify(error)}`);

    const { stepFunctions } = world.plane;
    // The record ends one state before the machine does.
    await Promise.all(executions.map(async ({ arn }) => await stepFunctions.ended(arn)));
    const histories = executions.map(({ arn }) => stepFunctions.events(arn).map(({ type }) => type));
    return {
      volumes,
      transitions: histories.reduce((sum, types) => sum + transitionsOf(types), 0),
      invocations: histories.reduce((sum, types) => sum + types.filter((type) => type === 'TaskScheduled').length, 0),
      capacity: { ...capacity.counted },
      events: Math.max(...histories.map(({ length }) => length)),
      seconds: (Date.parse(finishedAt) - Date.parse(createdAt)) / 1000,
      ...counted,
    };
  } finally {
    capacity?.stop();
    await cluster.simulator.stop();
    await world.stop();
  }
}

/** What the steps ask the cluster for from now on; the sweep, which looks after what has ended, is not the backup's. */
function countCalls(world: World, { simulator }: AslCluster, volumes: number): Pick<VirtualBackup, 'calls' | 'polls'> {
  const counted = { calls: 0, polls: { count: 0, calls: 0, mostCalls: 0 } };
  const { polls } = counted;
  const { ledger } = world.plane.services;
  const total = () => Object.values(simulator.requests()).reduce((sum, count) => sum + count, 0);
  const looksOf = async (operationId: string) => (await ledger.readOperation(operationId))?.polls ?? 0;
  world.meddle(async ({ step, operationId, next }) => {
    if (operationId === '') return await next();
    const before = total();
    const lookedBefore = await looksOf(operationId);
    const result = await next();
    const made = total() - before;
    counted.calls += made;
    if (step !== 'checkOffloads' || (result as StepResult).counts.running !== volumes) return result;
    // A Task may look several times.
    const looks = (await looksOf(operationId)) - lookedBefore;
    polls.count += looks;
    polls.calls += made;
    polls.mostCalls = Math.max(polls.mostCalls, made / looks);
    return result;
  });
  return counted;
}

function createClaims({ simulation }: Simulator, volumes: number): void {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  applyObjects(simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...Array.from({ length: volumes }, (_, n) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `data-${n}`, namespace: NAMESPACE },
      spec,
    })),
  ]);
}

function transitionsOf(types: readonly string[]): number {
  const count = (is: (type: string) => boolean) => types.filter(is).length;
  const retries = count((type) => type === 'TaskScheduled') - count((type) => type === 'TaskStateEntered');
  return count((type) => type.endsWith('StateEntered')) + retries;
}
