import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import type { Settings } from '../../functions/domain/settings/settings.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { FREEZE, THAW } from './harness/application.ts';
import { createShop, SHOP, startCluster } from './harness/cluster.ts';
import { fullBackupOf, LIMITED_DRIVER } from './harness/full-subject.ts';
import { action, rulesOf } from './harness/ruled-subject.ts';
import { backupOf, simulationOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const CLAIMS = 5;
/** Longer than what shares a mover. */
const MOVER_SECONDS = 300;
const OUT = 'snapferry.dev/exclude';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);

async function start(drivers?: string[]) {
  const cluster = await startCluster(world.plane, drivers ? { drivers } : {});
  await createShop(cluster, CLAIMS);
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const claim = (namespace: string, metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace, ...metadata },
    spec,
  });
  const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  applyObjects(cluster.simulator.simulation, [
    namespace('cart'),
    claim('cart'),
    namespace('wiki'),
    claim('wiki', { annotations: { [OUT]: 'true' } }),
  ]);
  await cluster.simulator.settled();
  return cluster;
}
type Started = Awaited<ReturnType<typeof start>>;

/** What a simulation tells of a backup, and what the machine of the backup itself then enters. */
async function compare(cluster: Started, spec: BackupSpec) {
  const look = await world.ended(await world.start(simulationOf({ of: 'backup', backup: spec }), cluster));
  const done = await world.ended(await world.start(backupOf(spec), cluster));
  expect(done.phase).toBe('Succeeded');
  const { stepFunctions } = world.plane;
  await Promise.all(done.executions.map(async ({ arn }) => await stepFunctions.ended(arn)));
  const types = done.executions.flatMap(({ arn }) => stepFunctions.events(arn).map(({ type }) => type));
  await world.plane.clock.advance(60_000);
  return { look, done, entered: types.filter((type) => type.endsWith('StateEntered')).length };
}

const RULES = rulesOf([action(FREEZE)], [action(THAW)]);

it.each<[string, Settings, string[], Partial<BackupSpec>]>([
  ['one namespace', {}, [SHOP], {}],
  ['more volumes than movers', { moverLimit: 2 }, [SHOP], {}],
  [
    'rules, in freezes one after the other, and a namespace without a volume',
    {},
    [SHOP, 'cart', 'wiki'],
    { rules: RULES },
  ],
  ['rules, in one freeze', {}, [SHOP, 'cart'], { rules: { ...RULES, quiesceGroup: 'all' } }],
  ['rules, and nothing to cut', {}, ['wiki'], { rules: { ...RULES, onMaxFreeze: 'continue' } }],
])(
  'a simulation of a backup of %s tells as many transitions as the backup takes',
  async (_, settings, names, more) => {
    const cluster = await start();
    cluster.kopia.afterMs = MOVER_SECONDS * 1000;
    const selection = { kind: 'namespaces' as const, namespaces: names };
    const spec = backupSpec({ moverLimit: 10, ...settings }, { selection, ...more });
    await compare(cluster, spec);
    cluster.application.reset();
    const { look, entered } = await compare(cluster, spec);
    await cluster.simulator.stop();

    // the start is one, too
    expect(look.simulation?.transitions?.count).toBe(entered + 1);
  },
  120_000,
);

it.each([3, 30])(
  'a simulation of a backup of volumes of %d s that share movers tells its transitions within a tenth',
  async (seconds) => {
    const cluster = await start();
    cluster.kopia.afterMs = seconds * 1000;
    const spec = backupSpec({ moverLimit: 2 });
    await compare(cluster, spec);
    const { look, entered } = await compare(cluster, spec);
    await cluster.simulator.stop();

    const told = Number(look.simulation?.transitions?.count);
    expect(Math.abs(told / entered - 1), `${told} told, ${entered} taken`).toBeLessThan(0.1);
  },
  120_000,
);

it('a simulation of a first backup tells the looks at the repository that is made for it', async () => {
  const cluster = await start();
  const spec = backupSpec({ moverLimit: 10 });
  const first = await world.ended(await world.start(simulationOf({ of: 'backup', backup: spec }), cluster));
  cluster.kopia.afterMs = (Number(first.simulation?.estimate?.seconds) - 15) * 1000;
  const { look, entered } = await compare(cluster, spec);
  await cluster.simulator.stop();

  expect(Math.abs(Number(look.simulation?.transitions?.count) - entered)).toBeLessThanOrEqual(4);
}, 120_000);

it('a simulation of a backup for which snapshots give way tells the state that makes room', async () => {
  const cluster = await start([LIMITED_DRIVER]);
  cluster.kopia.afterMs = MOVER_SECONDS * 1000;
  const subject = await fullBackupOf(world, cluster);
  await subject.reset?.(cluster);
  const { look, entered } = await compare(cluster, subject.spec as BackupSpec);
  await cluster.simulator.stop();

  expect(look.simulation?.room).not.toEqual([]);
  expect(look.simulation?.transitions?.count).toBe(entered + 1);
}, 120_000);
