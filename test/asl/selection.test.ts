import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freezeSelection, type Selection, selectionSchema } from '../../functions/domain/backup/selection-spec.ts';
import type { BackupOperation, Operation } from '../../functions/domain/operation/operation.ts';
import type { BoundSchedule } from '../../functions/scheduling/read-schedule.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { backUp } from './harness/benches.ts';
import { createCart } from './harness/cart.ts';
import { type AslCluster, startCluster } from './harness/cluster.ts';
import { runNow, schedule, suspend } from './harness/schedules.ts';
import { restoreOf, simulationOf } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const DAILY = { id: 'daily', kind: 'interval' as const, every: '1d', keep: 1 };
const CLAIMS = { group: '', kind: 'PersistentVolumeClaim' };
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

  it('is not reduced by a claim that somebody has annotated: it says so instead', async () => {
    await onCluster(TEAM, async (bound, cluster) => {
      await put(cluster, 'cart', { team: 'web' });
      await put(cluster, 'mail', { team: 'web' });
      await runNow(world, bound);
      cluster.simulator.objects.modify('persistentvolumeclaims', 'mail/data', (draft) => {
        draft.metadata.annotations = { ...draft.metadata.annotations, 'snapferry.dev/exclude': 'true' };
      });
      const { lacks, unprotected, keptOut } = await runNow(world, bound);

      expect(lacks).toBeUndefined();
      expect(unprotected).toMatchObject([{ namespace: 'mail', pvc: 'data', outcome: 'Excluded' }]);
      expect(keptOut?.objects).toEqual([
        { kind: 'PersistentVolumeClaim', namespace: 'mail', name: 'data', by: 'annotation' },
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

describe('a schedule that selects single objects and kinds', () => {
  it('goes on without those that are not there any more, and says so', async () => {
    const gone = [
      { group: '', kind: 'ConfigMap', namespace: 'cart', name: 'nowhere' },
      { group: 'example.com', kind: 'Shop', namespace: 'cart', name: 'one' },
    ];
    await onCluster({ namespaces: ['cart'], resourceTypes: [CLAIMS], resources: gone }, async (bound, cluster) => {
      await put(cluster, 'cart', {});
      const { phase, warnings } = await runNow(world, bound);

      expect(phase).toBe('Succeeded');
      expect(warnings).toEqual(
        expect.arrayContaining([
          'not there, and not in the backup: ConfigMap cart/nowhere',
          'not in the backup: objects of Shop.example.com, which the cluster does not have',
        ]),
      );
    });
  }, 120_000);
});

describe('a schedule whose exclusions name what is not there', () => {
  const volumes = ['cahce', 'data', 'cache'].map((name) => ({ namespace: 'cart', name }));
  const exclude = {
    namespaces: ['wiky', 'wiki'],
    volumes: [...volumes, { namespace: 'crat', name: 'data' }, { namespace: 'wiki', name: 'any' }],
    resourceTypes: [{ group: 'apps', kind: 'Deploymnt' }, CLAIMS],
  };
  const warnings = [
    'exclude.namespaces names wiky, which the cluster does not have: if that is misspelt, what was meant is in the backup',
    'exclude.volumes names cart/cahce, cart/cache, crat/data, and no namespace of the backup has such a claim: if that is misspelt, what was meant is in the backup',
    'exclude.resourceTypes names Deploymnt.apps, and the cluster has no such kind of those that a backup takes',
  ];

  it('is told so by the record of its run, which does not fail for it, and by a simulation', async () => {
    await onCluster({ namespaces: ['*'], exclude }, async (bound, cluster) => {
      await put(cluster, 'cart', {});
      await put(cluster, 'wiki', {});
      const run = await runNow(world, bound);
      const { spec } = run as BackupOperation;
      const look = await world.ended(await world.start(simulationOf({ of: 'backup', backup: spec }), cluster));

      expect(run.phase).toBe('Succeeded');
      expect(run.warnings).toEqual(expect.arrayContaining(warnings));
      expect(look.warnings).toEqual(expect.arrayContaining(warnings));
    });
  }, 120_000);

  it('is not told of what is there, nor of claims in namespaces that are not in this run', async () => {
    const known = [...volumes.slice(1, 2), { namespace: 'mail', name: 'cache' }, { namespace: 'wiki', name: 'any' }];
    await onCluster(
      { ...TEAM, exclude: { namespaces: ['wiki'], volumes: known }, allowEmpty: true },
      async (bound, cluster) => {
        await put(cluster, 'cart', { team: 'web' });
        await put(cluster, 'wiki', { team: 'web' });
        await put(cluster, 'mail', {});

        expect((await runNow(world, bound)).warnings.filter((one) => one.startsWith('exclude'))).toEqual([]);
      },
    );
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

async function backUpCart(cluster: AslCluster, asked: object) {
  const selection = freezeSelection(selectionSchema.parse(asked));
  const made = await backUp(world, cluster, 'cart', { selection });
  const { backup } = made;
  const { ledger } = world.plane.services;
  const operation = await ledger.readOperation(backup);
  const volumes = await ledger.readVolumes(backup);
  const parts = await ledger.readParts(backup);
  const kinds = parts.map(({ id, count }) => `${id.split('#').slice(0, 2).join(' ')} ${count}`).toSorted();
  return { made, operation, kinds, volumes: volumes.map(({ pvc, phase, why }) => `${pvc} ${phase} ${why}`).toSorted() };
}

describe('a backup of some objects of a namespace', () => {
  const asked = {
    namespaces: ['cart'],
    resourceLabelSelector: { matchLabels: { app: 'web' } },
    resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'unused' }],
    exclude: { volumes: [{ namespace: 'cart', name: 'cache' }] },
  };

  it('holds these, says what was kept out and by what, and what its workloads refer to and it does not hold', async () => {
    const cluster = await startCluster(world.plane);
    await createCart(cluster);
    const { operation, kinds, volumes } = await backUpCart(cluster, asked);

    expect(volumes).toEqual([
      'cache Excluded exclude.volumes of the selection names it',
      expect.stringMatching(/^data Done /),
      'other Excluded its labels do not match resourceLabelSelector of the selection',
    ]);
    expect(kinds).toEqual([
      'ConfigMap cart 1',
      'Deployment.apps cart 1',
      'Namespace - 1',
      'PersistentVolume - 1',
      'PersistentVolumeClaim cart 1',
      expect.stringMatching(/^Pod cart /),
      'ReplicaSet.apps cart 1',
      expect.stringMatching(/^StorageClass/),
    ]);
    expect(operation?.keptOut).toEqual({
      count: 2,
      objects: [
        { kind: 'PersistentVolumeClaim', namespace: 'cart', name: 'cache', by: 'exclude.volumes' },
        { kind: 'Secret', namespace: 'cart', name: 'database', by: 'annotation' },
      ],
    });
    const by = 'Deployment.apps web';
    expect(operation?.leftOut).toEqual({
      count: 3,
      objects: [
        { kind: 'PersistentVolumeClaim', namespace: 'cart', name: 'cache', by },
        { kind: 'ConfigMap', namespace: 'cart', name: 'conf', by },
        { kind: 'Secret', namespace: 'cart', name: 'database', by },
      ],
    });
    await cluster.simulator.stop();
  }, 120_000);

  it('comes back as these objects only', async () => {
    const cluster = await startCluster(world.plane);
    await createCart(cluster);
    const { made } = await backUpCart(cluster, asked);
    const copy = await world.ended(await world.start(restoreOf({ ...made, to: 'copy' }), cluster));
    const namesOf = (kind: string) => cluster.simulator.objects.list(kind, 'copy').map(({ metadata }) => metadata.name);

    expect(copy.phase).toBe('Succeeded');
    expect(namesOf('deployments.apps')).toEqual(['web']);
    expect(namesOf('persistentvolumeclaims')).toEqual(['data']);
    expect(namesOf('configmaps')).toEqual(['kube-root-ca.crt', 'unused']);
    expect(namesOf('secrets')).toEqual([]);
    await cluster.simulator.stop();
  }, 120_000);

  it('without a claim is not empty as long as it holds an object, and fails, touching nothing, if it holds none', async () => {
    const cluster = await startCluster(world.plane);
    await createCart(cluster);
    const one = await backUpCart(cluster, { resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'conf' }] });
    const none = { namespaces: ['cart'], resourceTypes: [{ group: 'batch', kind: 'CronJob' }] };

    expect(one.kinds).toEqual(['ConfigMap cart 1', 'Namespace - 1']);
    expect(one.volumes).toEqual([]);
    await expect(backUpCart(cluster, none)).rejects.toThrow('resourceTypes CronJob.batch matches no object');
    expect((await backUpCart(cluster, { ...none, allowEmpty: true })).kinds).toEqual(['Namespace - 1']);
    const out = { resources: [{ kind: 'Secret', namespace: 'cart', name: 'database' }] };
    await expect(backUpCart(cluster, out)).rejects.toThrow('Secret cart/database (annotated snapferry.dev/exclude');
    await cluster.simulator.stop();
  }, 120_000);
});
