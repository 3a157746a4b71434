import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation.ts';
import { POLLS_PER_EXECUTION } from '../../functions/domain/step-result.ts';
import {
  JOB,
  type Kind,
  NAMESPACE,
  POD,
  PV,
  PVC,
  SECRET,
  VOLUME_SNAPSHOT_CONTENT,
} from '../../functions/services/cluster/kinds.ts';
import type { RunResult } from '../../infra/local/simulator/kubelet/run.ts';
import { type Intercept, startVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';

const STATES = statesOf('restore');
const OURS = 'app.kubernetes.io/managed-by=snapferry,snapferry.dev/operation';

let world: VirtualWorld;
let backup: string;
let runs = 0;

beforeAll(async () => {
  world = await startVirtualWorld();
  backup = await world.beginBackup('first');
  expect(await world.end(backup)).toMatchObject({ phase: 'Succeeded' });
}, 60_000);
afterAll(async () => await world.stop());

function statesOf(machine: string): string[] {
  const file = join(import.meta.dirname, `../../state-machines/${machine}.asl.json`);
  const { States: states } = JSON.parse(readFileSync(file, 'utf8')) as { States: Record<string, { Type: string }> };
  return Object.keys(states).filter((name) => states[name]?.Type === 'Task' && !name.startsWith('Continue'));
}

/** Acts once, at the first time that a step is called. */
function once(state: string, act: Intercept): Intercept {
  let done = false;
  const step = `${state.charAt(0).toLowerCase()}${state.slice(1)}`;
  return async (invocation, next) => {
    if (done || invocation.step !== step) return await next();
    done = true;
    return await act(invocation, next);
  };
}

async function restoreWith(intercept: Intercept): Promise<{ ended: Operation; target: string }> {
  runs += 1;
  const target = `copy-${runs}`;
  world.intercept(intercept);
  const ended = await world.end(await world.beginRestore(target, backup, target));
  world.intercept(async (_invocation, next) => await next());
  return { ended, target };
}

async function names(kind: Kind, selector: { namespace?: string; labelSelector?: string }): Promise<string[]> {
  return (await world.clusters.admin.listAll(kind, selector)).map(({ metadata }) => metadata.name).toSorted();
}

/** What of this restore is on the cluster outside its target: nothing may be. */
async function leftovers({ operationId }: Operation): Promise<string[]> {
  const found: string[] = [];
  for (const kind of [JOB, SECRET, PVC]) {
    found.push(...(await names(kind, { labelSelector: `${OURS}=${operationId}` })));
  }
  const volumes = await world.clusters.admin.listAll(PV);
  const stray = volumes.filter(
    ({ status, spec }) => status?.phase !== 'Bound' || spec?.claimRef?.namespace === 'snapferry',
  );
  return [...found, ...stray.map(({ metadata }) => `PersistentVolume ${metadata.name}`)];
}

async function expectWhole(target: string): Promise<void> {
  const { admin } = world.clusters;
  expect(await names(PVC, { namespace: target })).toEqual(await names(PVC, { namespace: 'shop' }));
  expect(await names(SECRET, { namespace: target })).toEqual(await names(SECRET, { namespace: 'shop' }));
  const claims = await admin.listAll(PVC, { namespace: target });
  expect(claims.map(({ status }) => status?.phase)).toEqual(claims.map(() => 'Bound'));
  const volumes = (await admin.listAll(PV)).filter(({ spec }) => spec?.claimRef?.namespace === target);
  expect(volumes.map(({ spec }) => spec?.persistentVolumeReclaimPolicy)).toEqual(volumes.map(() => 'Delete'));
}

/** One terminal record, whatever was restored is whole, and nothing of ours is left. */
async function expectSettled({ ended, target }: { ended: Operation; target: string }, phases: string[]): Promise<void> {
  expect(phases).toContain(ended.phase);
  if (ended.phase === 'Succeeded') await expectWhole(target);
  expect(await leftovers(ended)).toEqual([]);
}

describe('a restore', () => {
  it('brings back every claim and object', async () => {
    await expectSettled(await restoreWith(async (_invocation, next) => await next()), ['Succeeded']);
  });
});

describe.each(STATES)('when %s', (state) => {
  it('throws, the restore ends and leaves nothing of ours', async () => {
    const run = await restoreWith(
      once(state, async () => {
        throw new Error('boom');
      }),
    );

    const resumed = ['PlanRestore', 'CleanUp', 'FinishRestore'].includes(state);
    await expectSettled(run, resumed ? ['Succeeded'] : ['Failed']);
  });

  it('times out, it is tried again', async () => {
    const run = await restoreWith(
      once(state, async () => {
        await world.stackClock.sleep(200_000);
        throw new Error('too late to matter');
      }),
    );

    await expectSettled(run, ['Succeeded']);
  });

  it('is delivered twice at once, it is as if once', async () => {
    const run = await restoreWith(
      once(state, async (_invocation, next) => {
        const [first] = await Promise.all([next(), next()]);
        return first;
      }),
    );

    await expectSettled(run, ['Succeeded']);
  });

  it('dies after its work, the next try takes up what is there', async () => {
    const run = await restoreWith(
      once(state, async (_invocation, next) => {
        await next();
        throw Object.assign(new Error('gone'), { name: 'Lambda.Unknown' });
      }),
    );

    await expectSettled(run, ['Succeeded']);
  });

  it('finds its execution stopped, the restore is cancelled and leaves nothing of ours', async () => {
    const run = await restoreWith(
      once(state, async (invocation, next) => {
        const { run: current, input } = invocation.payload as { run?: { operationId: string }; input?: typeof current };
        const operationId = (current ?? input)?.operationId ?? '';
        world.stepFunctions.stop(world.executionArnOf({ kind: 'restore', operationId, epoch: 1 }));
        return await next();
      }),
    );

    const late = ['CleanUp', 'FinishRestore'].includes(state);
    await expectSettled(run, late ? ['Succeeded', 'Cancelled'] : ['Cancelled']);
  });

  it('cannot reach the cluster for half a minute, it waits', async () => {
    const run = await restoreWith(
      once(state, async (_invocation, next) => {
        await world.simulator.faults.unreachable();
        world.stackClock.detached(() => {
          void world.stackClock.timer(30_000).then(async () => await world.simulator.faults.reachable());
        });
        return await next();
      }),
    );
    await world.stackClock.advance(31_000);

    await expectSettled(run, ['Succeeded']);
  });
});

describe('the data', () => {
  const plain: Intercept = async (_invocation, next) => await next();
  const restores = (answer: (attempt: number) => RunResult | undefined) => {
    let attempt = 0;
    world.movers.answer = ({ SF_ACTION: action }) => {
      if (action !== 'restore') return undefined;
      attempt += 1;
      return answer(attempt);
    };
  };
  const failing = (said: string) => ({
    exitCode: 1,
    message: JSON.stringify({ format: 1, action: 'restore', failed: 'restore', exit: 1, said }),
  });
  const exists = async (target: string) => (await world.clusters.admin.get(NAMESPACE, undefined, target)) !== undefined;

  afterEach(() => {
    delete world.movers.answer;
  });

  it('altered in the repository fails at once, and nothing was made', async () => {
    restores(() => failing('unable to open object: message authentication failed'));

    const run = await restoreWith(plain);

    await expectSettled(run, ['Failed']);
    expect(run.ended.error).toMatchObject({ code: 'repository.corrupt' });
    expect(run.ended.error?.message).toContain('shop/');
    expect(await exists(run.target)).toBe(false);
  });

  it('that came back with a file less fails, and nothing was made', async () => {
    world.movers.files -= 1;

    const run = await restoreWith(plain);

    world.movers.files += 1;
    await expectSettled(run, ['Failed']);
    expect(run.ended.error).toMatchObject({ code: 'restore.incomplete' });
    expect(await exists(run.target)).toBe(false);
  });

  it('is brought back by another attempt when a mover fails', async () => {
    restores((attempt) => (attempt === 1 ? failing('connection reset by peer') : undefined));

    await expectSettled(await restoreWith(plain), ['Succeeded']);
  });

  it('is brought back with twice the memory when the kernel killed a mover for it', async () => {
    restores((attempt) => (attempt === 1 ? { exitCode: 137, reason: 'OOMKilled' } : undefined));

    const run = await restoreWith(plain);

    await expectSettled(run, ['Succeeded']);
    const volumes = await world.services.ledger.readVolumes(run.ended.operationId);
    expect(volumes.filter(({ memoryDoubled }) => memoryDoubled)).toHaveLength(1);
  });

  it('is brought back when somebody deletes a mover', async () => {
    const run = await restoreWith(
      once('CheckRestores', async (_invocation, next) => {
        const [job] = await world.clusters.admin.listAll(JOB, { namespace: 'snapferry', labelSelector: OURS });
        if (job) await world.clusters.admin.delete(JOB, 'snapferry', job.metadata.name, { propagation: 'Background' });
        return await next();
      }),
    );

    await expectSettled(run, ['Succeeded']);
  });

  it('may take longer than one execution has events for: the next epoch goes on', async () => {
    const run = await restoreWith(
      once('CheckRestores', async ({ payload }, next) => {
        const { run: current } = payload as { run: { operationId: string; epoch: number } };
        await world.services.ledger.updateOperation(current, { polls: POLLS_PER_EXECUTION });
        return await next();
      }),
    );

    await expectSettled(run, ['Succeeded']);
    expect(run.ended).toMatchObject({ epoch: 2, losses: 0 });
  });

  it('comes from the snapshot when that is the backup, and the snapshot stays', async () => {
    const local = await world.beginBackup('local', { offload: false });
    expect(await world.end(local)).toMatchObject({ phase: 'Succeeded' });
    const snapshots = world.simulator.storage.snapshots().length;

    const ended = await world.end(await world.beginRestore('from-local', local, 'from-local'));

    await expectSettled({ ended, target: 'from-local' }, ['Succeeded']);
    expect(world.simulator.storage.snapshots()).toHaveLength(snapshots);
    expect(await names(VOLUME_SNAPSHOT_CONTENT, { labelSelector: `${OURS}=${ended.operationId}` })).toEqual([]);
  });

  it('comes from the snapshot also for a class that waits for its first consumer', async () => {
    const { admin } = world.clusters;
    await admin.create(NAMESPACE, { metadata: { name: 'late' } });
    await admin.create(PVC, {
      metadata: { name: 'data', namespace: 'late' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'simulator-wait',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
    await admin.create(POD, {
      metadata: { name: 'consumer', namespace: 'late' },
      spec: { containers: [{ name: 'c', image: 'x' }], volumes },
    });
    await world.simulator.settled();
    const selection = { kind: 'namespaces' as const, namespaces: ['late'] };
    const local = await world.beginBackup('late', { offload: false, selection });
    expect(await world.end(local)).toMatchObject({ phase: 'Succeeded' });
    await admin.delete(POD, 'late', 'consumer');
    await admin.delete(NAMESPACE, undefined, 'late');
    await world.simulator.settled();

    const ended = await world.end(await world.beginRestore('from-late', local));

    expect(ended).toMatchObject({ phase: 'Succeeded', residuals: [] });
    expect((await admin.get(PVC, 'late', 'data'))?.status?.phase).toBe('Bound');
    expect((await admin.get(POD, 'late', 'consumer'))?.metadata.name).toBe('consumer');
    expect(await leftovers(ended)).toEqual([]);
  });
});

describe('the objects', () => {
  it('that appear while the restore runs are left alone, and fail it', async () => {
    const run = await restoreWith(
      once('RestoreResources', async (_invocation, next) => {
        const namespace = `copy-${runs}`;
        await world.clusters.admin.create(SECRET, {
          metadata: { name: 'database', namespace },
          data: { mine: 'eQ==' },
        });
        return await next();
      }),
    );

    await expectSettled(run, ['Failed']);
    expect(run.ended.error).toMatchObject({ code: 'restore.conflict' });
    const secret = await world.clusters.admin.get(SECRET, run.target, 'database');
    expect(secret?.data).toEqual({ mine: 'eQ==' });
    expect(run.ended.warnings.join('\n')).toContain(`namespace ${run.target}`);
  });
});

it('reaches every state of the machine', async () => {
  const seen = new Set<string>();
  await restoreWith(async ({ step }, next) => {
    seen.add(`${step.charAt(0).toUpperCase()}${step.slice(1)}`);
    return await next();
  });

  expect([...seen].toSorted()).toEqual(STATES.toSorted());
  expect(await names(NAMESPACE, {})).toContain(`copy-${runs}`);
});
