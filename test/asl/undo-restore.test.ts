import { describe, expect, it } from 'vitest';
import { applyObjects } from '../../simulator/apply.ts';
import { backUp, COPY, UNDO } from './harness/benches.ts';
import { SHOP } from './harness/cluster.ts';
import { type Fault, nothing } from './harness/faults.ts';
import { openBench } from './harness/matrix.ts';
import { taskState } from './harness/task-states.ts';
import { undoOf } from './harness/undo-subject.ts';

const PLAN = taskState('undo-restore', 'PlanUndo');
const REMOVE_OBJECTS = taskState('undo-restore', 'RemoveObjects');

const { run } = openBench(UNDO);

describe('the undo of a restore that failed', () => {
  it('clears the namespace that it made, with all that it brought back, and nothing else', async () => {
    const { ended, left, said, ...outcome } = await run(PLAN, nothing);

    expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
    expect(left.removed).toContain(`namespaces -/${COPY}`);
    expect(ended.warnings).toEqual([]);
    expect(said).toMatch(
      /^of what the restore made are gone: [1-9]\d* objects, [1-9]\d* volumes, 1 namespace; nothing of it is left$/,
    );
  });

  it('leaves what somebody put there since, and the namespace with it, and says what', async () => {
    const { ended, simulator, phase } = await run(PLAN, puts('ConfigMap', 'mine'));

    expect(phase).toBe('Succeeded');
    expect(simulator.objects.get('configmaps', `${COPY}/mine`)).toBeDefined();
    expect(simulator.objects.get('deployments.apps', `${COPY}/shop`)).toBeUndefined();
    expect(simulator.objects.list('persistentvolumeclaims', COPY)).toEqual([]);
    expect(ended.warnings).toEqual([`namespace ${COPY} stays: the restore did not make ConfigMap ${COPY}/mine`]);
    simulator.objects.remove('configmaps', `${COPY}/mine`);
  });

  it('leaves an object of the same name that somebody else has made since', async () => {
    const { ended, simulator, phase } = await run(REMOVE_OBJECTS, puts('Secret', 'database'));

    expect(phase).toBe('Succeeded');
    expect(simulator.objects.get('secrets', `${COPY}/database`)?.data).toEqual({ mine: 'eQ==' });
    expect(ended.warnings.join()).toContain(`Secret ${COPY}/database`);
  });
});

describe('the undo of a restore into a namespace that was there before', () => {
  const { run: runThere } = openBench({
    machine: 'undo-restore',
    async subject(world, cluster) {
      const given = { ...(await backUp(world, cluster, SHOP)), to: COPY };
      return undoOf(world, cluster, given, ({ simulator }) => {
        const metadata = { name: 'mine', namespace: COPY };
        applyObjects(simulator.simulation, [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: COPY } },
          { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mine: 'eQ==' } },
        ]);
      });
    },
  });

  it('takes what the restore made, and leaves the namespace and all that was in it', async () => {
    const { ended, left, simulator, phase } = await runThere(PLAN, nothing);

    expect(phase).toBe('Succeeded');
    expect(ended.warnings).toEqual([]);
    expect(left.removed).toContain(`deployments.apps ${COPY}/shop`);
    expect(left.removed).not.toContain(`namespaces -/${COPY}`);
    expect(simulator.objects.get('configmaps', `${COPY}/mine`)).toBeDefined();
    const remaining = ['secrets', 'persistentvolumeclaims', 'pods'].flatMap((kind) =>
      simulator.objects.list(kind, COPY),
    );
    expect(remaining).toEqual([]);
  });
});

/** Somebody is in the namespace meanwhile; what has the name is replaced. */
function puts(kind: string, name: string): Fault {
  return async ({ turn, next }, { simulator }) => {
    if (turn === 1) {
      simulator.objects.remove(kind === 'Secret' ? 'secrets' : 'configmaps', `${COPY}/${name}`);
      const metadata = { name, namespace: COPY };
      applyObjects(simulator.simulation, [{ apiVersion: 'v1', kind, metadata, data: { mine: 'eQ==' } }]);
    }
    return await next();
  };
}
