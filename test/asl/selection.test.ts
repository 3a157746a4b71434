import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Selection } from '../../functions/domain/backup/selection-spec.ts';
import type { BackupOperation, Operation } from '../../functions/domain/operation/operation.ts';
import type { BoundSchedule } from '../../functions/scheduling/read-schedule.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { type AslCluster, startCluster } from './harness/cluster.ts';
import { runNow, schedule, suspend } from './harness/schedules.ts';
import { startWorld, type World } from './harness/world.ts';

const DAILY = { id: 'daily', kind: 'interval' as const, every: '1d', keep: 1 };
const TEAM = { namespaceLabelSelector: { matchLabels: { team: 'web' }, matchExpressions: [] } };

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);

async function onCluster(
  selection: Partial<Selection>,
  work: (bound: BoundSchedule, cluster: AslCluster) => Promise<void>,
): Promise<void> {
  const cluster = await startCluster(world.plane);
  try {
    const bound = await schedule(world, cluster, { entries: [DAILY] }, selection);
    await work(bound, cluster);
    await suspend(world, bound);
  } finally {
    await cluster.simulator.stop();
  }
}

/** A namespace with a claim, and its labels. */
async function put({ simulator }: AslCluster, name: string, labels: Record<string, string>): Promise<void> {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: name }, spec };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  if (simulator.objects.get('namespaces', name) === undefined) applyObjects(simulator.simulation, [namespace, claim]);
  else simulator.objects.modify('namespaces', name, (draft) => Object.assign(draft.metadata, { labels }));
  await simulator.settled();
}

const namespacesOf = ({ spec }: Operation) => (spec as BackupOperation['spec']).selection.namespaces;

describe('a schedule that selects namespaces by their labels', () => {
  it('takes one that gets the label into its next run, leaves one that loses it, and says so', async () => {
    await onCluster(TEAM, async (bound, cluster) => {
      await put(cluster, 'cart', { team: 'web' });
      await put(cluster, 'mail', { team: 'web' });
      await put(cluster, 'wiki', { team: 'docs' });
      const first = await runNow(world, bound);
      await put(cluster, 'mail', {});
      await put(cluster, 'wiki', { team: 'web' });
      const second = await runNow(world, bound);
      const third = await runNow(world, bound);

      expect([first, second, third].map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
      expect([first, second, third].map(namespacesOf)).toEqual([
        ['cart', 'mail'],
        ['cart', 'wiki'],
        ['cart', 'wiki'],
      ]);
      expect(first.sinceBefore).toBeUndefined();
      expect(second.sinceBefore).toEqual({
        than: first.operationId,
        joined: ['wiki'],
        left: [{ namespace: 'mail', why: 'unselected' }],
      });
      expect(third.sinceBefore).toEqual({ than: second.operationId, joined: [], left: [] });
    });
  }, 120_000);

  it('is not reduced by one that lost its label: nobody counts on its data any more', async () => {
    await onCluster(TEAM, async (bound, cluster) => {
      await put(cluster, 'cart', { team: 'web' });
      await put(cluster, 'mail', { team: 'web' });
      await runNow(world, bound);
      await put(cluster, 'mail', {});
      const runs = [await runNow(world, bound), await runNow(world, bound)];

      expect(runs.map(({ lacks, unprotected }) => ({ lacks, unprotected }))).toEqual(
        runs.map(() => ({ lacks: undefined, unprotected: [] })),
      );
    });
  }, 120_000);

  it('says of one that was deleted that it is gone, and is reduced by it', async () => {
    await onCluster(TEAM, async (bound, cluster) => {
      await put(cluster, 'cart', { team: 'web' });
      await put(cluster, 'mail', { team: 'web' });
      const first = await runNow(world, bound);
      cluster.simulator.objects.remove('persistentvolumeclaims', 'mail/data');
      cluster.simulator.objects.remove('namespaces', 'mail');
      await cluster.simulator.settled();
      const second = await runNow(world, bound);
      const third = await runNow(world, bound);

      expect(second.sinceBefore?.left).toEqual([{ namespace: 'mail', why: 'gone' }]);
      expect(second.unprotected).toMatchObject([{ namespace: 'mail', outcome: 'NamespaceGone' }]);
      expect([second, third].map(({ lacks }) => lacks)).toEqual([
        { claims: ['mail/data'], count: 1, than: first.operationId },
        { claims: ['mail/data'], count: 1, than: first.operationId },
      ]);
    });
  }, 120_000);

  it('fails where it matches nothing, naming the selector, and touches nothing', async () => {
    await onCluster(TEAM, async (bound, cluster) => {
      await put(cluster, 'wiki', { team: 'docs' });
      const run = await runNow(world, bound);

      expect(run).toMatchObject({
        phase: 'Failed',
        error: { code: 'selection.empty', message: 'namespaceLabelSelector team=web matches no namespace' },
      });
    });
  }, 120_000);

  it('holds nothing where it matches nothing and may', async () => {
    await onCluster({ ...TEAM, allowEmpty: true }, async (bound, cluster) => {
      await put(cluster, 'wiki', { team: 'docs' });

      expect(await runNow(world, bound)).toMatchObject({ phase: 'Succeeded', counts: { volumes: 0, objects: 0 } });
    });
  }, 120_000);
});

describe('a schedule of all namespaces', () => {
  it('takes none of the system, nor those that are excluded', async () => {
    await onCluster({ namespaces: ['*'], exclude: { namespaces: ['wiki'] } }, async (bound, cluster) => {
      await put(cluster, 'cart', {});
      await put(cluster, 'wiki', {});
      await put(cluster, 'openshift-etcd', {});

      expect(namespacesOf(await runNow(world, bound))).toEqual(['cart', 'default']);
    });
  }, 120_000);
});
