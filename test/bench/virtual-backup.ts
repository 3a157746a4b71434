import type { StepResult } from '../../functions/domain/step-result.ts';
import { applyObjects } from '../../infra/local/simulator/apply.ts';
import { startVirtualWorld } from '../support/virtual-world.ts';

const NAMESPACE = 'many';

/** A repository's Job is not what is measured. */
const REPOSITORY_MS = 2_000;

export interface VirtualBackup {
  volumes: number;
  /** As AWS counts them: every state that is entered, and each retry of a Task. */
  transitions: number;
  /** Events of the longest history; AWS ends an execution at 25,000. */
  events: number;
  /** Of virtual time, from the request to the end. */
  seconds: number;
  /** Kubernetes API calls of the control plane in all. */
  calls: number;
  /** Looks at movers of which all still run, and the most calls of one of them. */
  polls: { count: number; calls: number; mostCalls: number };
  /** Calls by step, in all. */
  callsByStep: Record<string, number>;
}

/**
 * One backup of so many volumes of a namespace, all moved at once, by the real machine on a simulated cluster.
 *
 * @param moverSeconds how long each mover takes, in virtual time
 */
export async function backUpVirtually(volumes: number, moverSeconds: number): Promise<VirtualBackup> {
  const world = await startVirtualWorld();
  try {
    const { simulator, stackClock, stepFunctions, movers } = world;
    movers.seconds = moverSeconds;
    movers.answer = ({ SF_ACTION: action }) =>
      action === 'create-repository'
        ? { exitCode: 0, afterMs: REPOSITORY_MS, message: JSON.stringify({ format: 1, action }) }
        : undefined;
    createClaims(world, volumes);
    await simulator.settled();

    const polls = { count: 0, calls: 0, mostCalls: 0 };
    const callsByStep: Record<string, number> = {};
    const total = () => Object.values(simulator.requests()).reduce((sum, count) => sum + count, 0);
    world.intercept(async ({ step }, next) => {
      const before = total();
      const result = await next();
      const made = total() - before;
      callsByStep[step] = (callsByStep[step] ?? 0) + made;
      if (step !== 'checkOffloads' || (result as StepResult).counts.running !== volumes) return result;
      polls.count += 1;
      polls.calls += made;
      polls.mostCalls = Math.max(polls.mostCalls, made);
      return result;
    });

    const callsBefore = total();
    const began = stackClock.elapsed();
    const id = await world.beginBackup(
      `of-${volumes}`,
      { selection: { kind: 'namespaces', namespaces: [NAMESPACE] } },
      { moverLimit: volumes },
    );
    const operation = await world.end(id);
    if (operation.phase !== 'Succeeded') throw new Error(`${volumes} volumes: ${JSON.stringify(operation.error)}`);

    const histories = operation.executions.map(({ arn }) => stepFunctions.events(arn).map(({ type }) => type));
    return {
      volumes,
      transitions: histories.reduce((sum, types) => sum + transitionsOf(types), 0),
      events: Math.max(...histories.map(({ length }) => length)),
      seconds: (stackClock.elapsed() - began) / 1000,
      calls: total() - callsBefore,
      polls,
      callsByStep,
    };
  } finally {
    await world.stop();
  }
}

function createClaims({ simulator }: Awaited<ReturnType<typeof startVirtualWorld>>, volumes: number): void {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  applyObjects(simulator.simulation, [
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
